using System.Collections.Generic;
using System.Collections.Immutable;
using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;
using ModelGen.Analyzers.Usage.Streams;

namespace ModelGen.Analyzers.Usage.Allocation;

/// <summary>Recognises allocations of one body and follows what becomes of them.</summary>
internal sealed class AllocationReader
{
    private const string Once = "Allocate it once and use it again";

    private readonly ModelTypes _types;
    private readonly List<IInvocationOperation> _runs;
    private readonly IOperation _root;

    public AllocationReader(ModelTypes types, List<IInvocationOperation> runs)
    {
        _types = types;
        _runs = runs;
        _root = runs[0];
        while (_root.Parent is { } parent)
        {
            _root = parent;
        }
    }

    /// <summary>The allocation that <paramref name="operation"/> is, if it serves a Step or Predict and nobody keeps it.</summary>
    public FrameAllocation? Read(IOperation operation)
    {
        switch (operation)
        {
            case IArrayCreationOperation { DimensionSizes.Length: 1 } array when array.Parent is not IFieldInitializerOperation && !IsData(array) && array.Syntax is ArrayCreationExpressionSyntax or ImplicitArrayCreationExpressionSyntax:
                return Find(array, array.DimensionSizes, Once, FrameAllocationAnalyzer.Hoist);
            case IInvocationOperation { TargetMethod: { Name: "ToArray", ContainingType: { } type } } copy:
                bool isView = type.Name is "Span" or "ReadOnlySpan" or "MemoryExtensions" or "Memory" or "ReadOnlyMemory";
                return isView ? Find(copy, ImmutableArray<IOperation>.Empty, "Pass the span itself", FrameAllocationAnalyzer.DropToArray, onlyDirect: true)
                    : type.Name == "Enumerable" && IsTaken(copy) is { } count ? Find(copy, ImmutableArray.Create(count), "Copy the values to an array that is allocated once", null)
                    : type.Name is "Enumerable" or "List" or "Queue" or "Stack" ? OfTimestep(Find(copy, ImmutableArray<IOperation>.Empty, "Write the values to an array that is allocated once", null))
                    : null;
            case IArrayElementReferenceOperation { Type: IArrayTypeSymbol, Indices: { Length: 1 } indices } range when indices[0].Type?.Name == "Range":
                return Find(range, ImmutableArray<IOperation>.Empty, "A range of an array is a copy; pass AsSpan of it", FrameAllocationAnalyzer.AsSpan, onlyDirect: true);
            case IObjectCreationOperation creation when _types.ModelOf(creation.Type) is not null:
                // One that makes a single step is also one that forgets, which is worse and has a rule of its own.
                return Find(creation, creation.Arguments.Select(a => a.Value).ToImmutableArray(), "Make the instance once: only its states and buffers differ", null, receiver: true);
            case IInvocationOperation { TargetMethod: { Name: "Load" or "Create", ContainingType: { Name: "Weights", ContainingType: { } model } } } weights when _types.ModelOf(model) is not null:
                return Find(weights, weights.Arguments.Select(a => a.Value).ToImmutableArray(), "Weights are loaded once and shared by all instances: do it where the program starts", null);
            case IInvocationOperation call when _types.CallOf(call.TargetMethod) == ModelCall.CreateState:
                return Find(call, ImmutableArray<IOperation>.Empty, "Create the state once and Reset() it", null, state: true);
            case IInvocationOperation { TargetMethod: { ContainingType.Name: "Sequence" } pad } call when _types.IsSequenceMethod(pad, "Pad") && pad.ReturnType.SpecialType != SpecialType.System_Int32:
                return Find(call, ImmutableArray<IOperation>.Empty, "Pad into a row that is allocated once, Sequence.Pad(sequence, row, …)", null);
            case IInvocationOperation { TargetMethod: { Name: "Vectorize", Parameters.Length: 1, ContainingType: { Name: "TextVectorization", ContainingNamespace.Name: "ModelGen" } } } call:
                return Find(call, ImmutableArray<IOperation>.Empty, "Vectorize into a row that is allocated once, Vectorize(text, ids)", null);
            default:
                return null;
        }
    }

    /// <summary>However many values there may be in general, a step reads as many as the model has features.</summary>
    private FrameAllocation? OfTimestep(FrameAllocation? found)
        => found is not null && _types.CallOf(found.Run.TargetMethod) is ModelCall.Step or ModelCall.StepFrom ? found : null;

    /// <summary>It is made for each run of the loop's own (of the method's, where there is no loop), always in the same size.</summary>
    public bool IsWastedIn(SyntaxNode? loop, FrameAllocation allocation)
    {
        if (Repetition.LoopsAround(allocation.Run.Syntax).FirstOrDefault() != loop || FunctionOf(allocation.Run.Syntax) != FunctionOf(allocation.Operation.Syntax))
        {
            return false;
        }

        SyntaxNode scope = loop ?? FunctionOf(allocation.Operation.Syntax);
        return allocation.Sizes.All(size => size.DescendantsAndSelf().All(o => o switch
        {
            ILocalReferenceOperation { Local: var local } => !IsChanged(local, scope) || IsFixedAllocation(local),
            IParameterReferenceOperation { Parameter: var parameter } => loop is not null && !IsChanged(parameter, scope),
            IInvocationOperation call => call == allocation.Operation || Read(call) is not null || call.TargetMethod.Name is "Math" or "Max" or "Min",
            IFieldReferenceOperation field => field.Field.IsReadOnly || field.Field.IsConst || !IsChanged(field.Field, scope),
            _ => true,
        }));
    }

    // Weights that are themselves made anew for each run.
    private bool IsFixedAllocation(ILocalSymbol local)
        => _root.Descendants().OfType<IVariableDeclaratorOperation>().FirstOrDefault(d => SymbolEqualityComparer.Default.Equals(d.Symbol, local)) is { Initializer.Value: { } value }
            && value is IInvocationOperation call && Read(call) is { } made && made.Sizes.All(s => s.DescendantsAndSelf().All(o => o is not (ILocalReferenceOperation or IParameterReferenceOperation)));

    private static SyntaxNode FunctionOf(SyntaxNode node) => node.Ancestors().First(a => a is AnonymousFunctionExpressionSyntax or LocalFunctionStatementSyntax or MemberDeclarationSyntax or CompilationUnitSyntax);

    // Constants that are read through a ReadOnlySpan lie in the program; an array of arrays is none that a model reads.
    private static bool IsData(IArrayCreationOperation array)
        => (array.Type as IArrayTypeSymbol)?.ElementType.SpecialType is not (SpecialType.System_Single or SpecialType.System_Int32)
            || (array.Initializer is { } initializer && initializer.ElementValues.All(e => e.ConstantValue.HasValue));

    private static IOperation? IsTaken(IInvocationOperation copy)
        => copy.Arguments.FirstOrDefault()?.Value is { } source && Unwrap(source) is IInvocationOperation { TargetMethod: { Name: "Take" or "TakeLast" }, Arguments: { Length: 2 } arguments } ? arguments[1].Value : null;

    private static IOperation Unwrap(IOperation value)
    {
        while (value is IConversionOperation conversion)
        {
            value = conversion.Operand;
        }

        return value;
    }

    private bool IsChanged(ISymbol variable, SyntaxNode scope)
        => (variable is ILocalSymbol && variable.DeclaringSyntaxReferences.Any(r => scope.Span.Contains(r.Span) && !IsConstantLocal((ILocalSymbol)variable)))
            || _root.Descendants().Any(o => scope.Span.Contains(o.Syntax.Span) && o switch
            {
                IAssignmentOperation assignment => Is(assignment.Target, variable),
                IIncrementOrDecrementOperation step => Is(step.Target, variable),
                IArgumentOperation { Parameter.RefKind: RefKind.Ref or RefKind.Out } argument => Is(argument.Value, variable),
                _ => false,
            });

    private static bool IsConstantLocal(ILocalSymbol local) => local.IsConst;

    private static bool Is(IOperation operation, ISymbol variable) => operation switch
    {
        ILocalReferenceOperation local => SymbolEqualityComparer.Default.Equals(local.Local, variable),
        IParameterReferenceOperation parameter => SymbolEqualityComparer.Default.Equals(parameter.Parameter, variable),
        IFieldReferenceOperation field => SymbolEqualityComparer.Default.Equals(field.Field, variable),
        _ => false,
    };

    private FrameAllocation? Find(IOperation allocation, ImmutableArray<IOperation> sizes, string remedy, string? fix, bool onlyDirect = false, bool receiver = false, bool state = false)
    {
        // As an argument, or in a local variable that is nothing but one.
        IOperation use = allocation;
        while (use.Parent is IConversionOperation or IParenthesizedOperation or IPropertyReferenceOperation { Property.Name: "Values" } or IInvocationOperation { TargetMethod.Name: "AsSpan" or "Row" }
            || (use.Parent is IArgumentOperation { Parent: IInvocationOperation { TargetMethod.Name: "AsSpan" } } && !onlyDirect))
        {
            use = use.Parent!;
        }

        if (RunOf(use, receiver, state) is { } direct)
        {
            return new FrameAllocation(allocation, direct, sizes, remedy, IsOutput(use) || fix != FrameAllocationAnalyzer.Hoist ? fix : null);
        }

        // new Model(Model.Weights.Load(…)): both are reported where the instance is.
        if (use.Parent is IArgumentOperation { Parent: IObjectCreationOperation instance } && Read(instance) is { } outer)
        {
            return new FrameAllocation(allocation, outer.Run, sizes, remedy, null);
        }

        if (onlyDirect || use.Parent is not IVariableInitializerOperation { Parent: IVariableDeclaratorOperation { Symbol: var local } })
        {
            return null;
        }

        IOperation[] uses = _root.Descendants().Where(o => o is ILocalReferenceOperation reference && SymbolEqualityComparer.Default.Equals(reference.Local, local)).ToArray();
        IInvocationOperation? run = null;
        bool isOutput = true;
        foreach (IOperation reference in uses)
        {
            IOperation current = reference;
            while (current.Parent is IConversionOperation or IParenthesizedOperation or IPropertyReferenceOperation { Property.Name: "Values" } or IInvocationOperation { TargetMethod.Name: "AsSpan" or "Row" or "Slice" }
                || current.Parent is IArgumentOperation { Parent: IInvocationOperation { TargetMethod.Name: "AsSpan" } })
            {
                current = current.Parent!;
            }

            if (RunOf(current, receiver, state) is { } found)
            {
                run ??= found;
                isOutput &= IsOutput(current);
            }
            else if (current.Parent is IArgumentOperation { Parent: IObjectCreationOperation user } && Read(user) is { } made)
            {
                run ??= made.Run;
            }
            else if (!IsHarmless(current))
            {
                return null;
            }
        }

        return run is null ? null : new FrameAllocation(allocation, run, sizes, remedy, isOutput || fix != FrameAllocationAnalyzer.Hoist ? fix : null);
    }

    private IInvocationOperation? RunOf(IOperation use, bool receiver, bool state)
    {
        IInvocationOperation? call = use.Parent switch
        {
            IArgumentOperation { Parent: IInvocationOperation target } when !receiver => target,
            IInvocationOperation target when receiver && target.Instance == use => target,
            _ => null,
        };
        if (call is null || !_runs.Contains(call))
        {
            return null;
        }

        bool isPredict = _types.CallOf(call.TargetMethod) == ModelCall.Predict;
        return (receiver || state) && !isPredict ? null : call;
    }

    private static bool IsOutput(IOperation use) => use.Parent is IArgumentOperation { Parameter.Name: "y" or "ys" };

    /// <summary>The use keeps nothing: an element, the length, a span that a method reads or fills.</summary>
    private static bool IsHarmless(IOperation use) => use.Parent switch
    {
        IArrayElementReferenceOperation or IImplicitIndexerReferenceOperation => true,
        IPropertyReferenceOperation { Property.IsIndexer: true } or IPropertyReferenceOperation { Property.Name: "Length" or "Lengths" or "Timesteps" or "Count" } => true,
        IArgumentOperation { Parameter.Type: INamedTypeSymbol { Name: "Span" or "ReadOnlySpan" } } => true,
        IForEachLoopOperation => true,
        IArgumentOperation { Parent: IInvocationOperation { TargetMethod: { ContainingType.Name: "Enumerable", Name: "Sum" or "Max" or "Min" or "Average" or "Any" or "All" or "Count" or "First" or "Last" or "Contains" } } } => true,
        IInvocationOperation { TargetMethod.Name: "Reset" or "ResetState" or "CopyTo" } => true,
        IArgumentOperation { Parent: IInvocationOperation { TargetMethod: { ContainingType.Name: "Array", Name: "IndexOf" or "Clear" or "Fill" or "Copy" } } } => true,
        IExpressionStatementOperation => true,
        _ => false,
    };
}
