using System.Collections.Concurrent;
using System.Linq;
using System.Runtime.CompilerServices;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;
using ModelGen.Declaration;

namespace ModelGen.Analyzers.Usage;

/// <summary>Recognises the library's types and calls in one compilation.</summary>
internal sealed class ModelTypes
{
    // Every rule asks about the same models.
    private static readonly ConditionalWeakTable<Compilation, StrongBox<ModelTypes?>> s_known = new();

    private readonly ConcurrentDictionary<INamedTypeSymbol, ModelFacts?> _models = new(SymbolEqualityComparer.Default);
    private readonly INamedTypeSymbol _model;
    private readonly INamedTypeSymbol? _sequence;
    private readonly INamedTypeSymbol? _state;
    private readonly INamedTypeSymbol? _trainer;
    private readonly INamedTypeSymbol? _crowd;

    private ModelTypes(Compilation compilation, INamedTypeSymbol model)
    {
        _model = model;
        _sequence = compilation.GetTypeByMetadataName("ModelGen.Sequence");
        _state = compilation.GetTypeByMetadataName("ModelGen.ModelState");
        _trainer = compilation.GetTypeByMetadataName("ModelGen.ModelTrainer`1");
        _crowd = compilation.GetTypeByMetadataName("ModelGen.ModelCrowd");
    }

    /// <summary>Null where the library is not referenced: there is nothing to analyse.</summary>
    public static ModelTypes? TryCreate(Compilation compilation)
        => s_known.GetValue(compilation, static c => new StrongBox<ModelTypes?>(
            c.GetTypeByMetadataName(DeclarationReader.ModelAttributeName) is { } model ? new ModelTypes(c, model) : null)).Value;

    /// <summary>The model that <paramref name="type"/> is, or null; also null where its declaration has an error.</summary>
    public ModelFacts? ModelOf(ITypeSymbol? type)
        => type is INamedTypeSymbol { TypeKind: TypeKind.Class } named ? _models.GetOrAdd(named, Read) : null;

    /// <summary>The model whose trainer (or a class derived of it) <paramref name="type"/> is.</summary>
    public ModelFacts? TrainedBy(ITypeSymbol? type)
        => type is { Name: "Trainer", ContainingType: { } outer } && IsTrainer(type) ? ModelOf(outer) : null;

    /// <summary>The model that a crowd of type <paramref name="type"/> runs.</summary>
    public ModelFacts? RunBy(ITypeSymbol? type)
        => type is { Name: "Crowd", ContainingType: { } outer } && Inherits(type, _crowd) ? ModelOf(outer) : null;

    public bool IsState(ITypeSymbol? type) => Is(type, _state);

    public bool IsTrainer(ITypeSymbol? type) => Inherits(type, _trainer);

    /// <summary>A static method of <c>Sequence</c>.</summary>
    public bool IsSequenceMethod(IMethodSymbol method, string name) => method.Name == name && Is(method.ContainingType, _sequence);

    /// <summary>What a generated or library method does, by the class that has it.</summary>
    public ModelCall CallOf(IMethodSymbol method)
    {
        switch (method.Name)
        {
            case "Predict" when ModelOf(method.ContainingType) is not null && HasOutput(method):
                return ModelCall.Predict;
            case "Step" when ModelOf(method.ContainingType) is not null && HasOutput(method):
                return HasParameter(method, "state") ? ModelCall.StepFrom : ModelCall.Step;
            case "Step" when RunBy(method.ContainingType) is not null || Is(method.ContainingType.OriginalDefinition.BaseType, _crowd):
                return ModelCall.CrowdStep;
            case "ResetState" when ModelOf(method.ContainingType) is not null && method.Parameters.IsEmpty:
                return ModelCall.ResetState;
            case "CreateState" when ModelOf(method.ContainingType) is not null:
                return ModelCall.CreateState;
            case "Reset" when IsState(method.ContainingType):
                return ModelCall.StateReset;
            case "CopyFrom" or "StartFrom" when IsState(method.ContainingType):
                return ModelCall.StateCopy;
            case "Reverse" when Is(method.ContainingType, _sequence):
                return ModelCall.Reverse;
            case "Merge" when Is(method.ContainingType, _sequence):
                return ModelCall.Merge;
            default:
                return ModelCall.None;
        }
    }

    /// <summary>The value of an argument, by its parameter's name; null where it is left out.</summary>
    public static IOperation? Argument(IInvocationOperation call, string parameter)
    {
        foreach (IArgumentOperation argument in call.Arguments)
        {
            if (argument.Parameter?.Name == parameter)
            {
                return argument.ArgumentKind == ArgumentKind.DefaultValue ? null : argument.Value;
            }
        }

        return null;
    }

    /// <summary>A parameter by its name, or null.</summary>
    public static IParameterSymbol? Parameter(IMethodSymbol method, string name) => method.Parameters.FirstOrDefault(p => p.Name == name);

    // y, or a span for each of several outputs.
    private static bool HasOutput(IMethodSymbol method) => method.Parameters.Any(p => p.Name == "y" || p.Type is INamedTypeSymbol { Name: "Span" });

    private static bool HasParameter(IMethodSymbol method, string name) => method.Parameters.Any(p => p.Name == name);

    private static bool Is(ITypeSymbol? type, INamedTypeSymbol? expected)
        => expected is not null && SymbolEqualityComparer.Default.Equals(type?.OriginalDefinition, expected);

    private static bool Inherits(ITypeSymbol? type, INamedTypeSymbol? expected)
    {
        for (; type is not null; type = type.BaseType)
        {
            if (Is(type, expected))
            {
                return true;
            }
        }

        return false;
    }

    private ModelFacts? Read(INamedTypeSymbol type)
    {
        if (!type.GetAttributes().Any(a => Is(a.AttributeClass, _model)))
        {
            return null;
        }

        ModelDeclaration model = DeclarationReader.Read(type);
        return DeclarationRules.Check(model).Count == 0 ? new ModelFacts(model) : null;
    }
}

/// <summary>What a call does to a model, a state or a sequence.</summary>
internal enum ModelCall
{
    /// <summary>Nothing that the rules know.</summary>
    None,

    /// <summary><c>Predict(x, [lengths,] y, …)</c></summary>
    Predict,

    /// <summary><c>Step(x, y)</c>, with the instance's own state.</summary>
    Step,

    /// <summary><c>Step(state, x, y)</c></summary>
    StepFrom,

    /// <summary><c>Step</c> of a crowd.</summary>
    CrowdStep,

    /// <summary><c>ResetState()</c></summary>
    ResetState,

    /// <summary><c>CreateState()</c></summary>
    CreateState,

    /// <summary><c>ModelState.Reset()</c></summary>
    StateReset,

    /// <summary>A state gets another one's values.</summary>
    StateCopy,

    /// <summary><c>Sequence.Reverse</c></summary>
    Reverse,

    /// <summary><c>Sequence.Merge</c></summary>
    Merge,
}
