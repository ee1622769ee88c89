using System;
using System.Collections.Generic;
using System.Collections.Immutable;
using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;
using ModelGen.Declaration;

namespace ModelGen.Analyzers.Usage.Training;

/// <summary>MG1009: a long sequence is trained with an optimiser that does not clip. MG0010: Nesterov's form without momentum.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class OptimizerAnalyzer : DiagnosticAnalyzer
{
    /// <summary>Timesteps up to which gradients seldom grow out of hand.</summary>
    private const int Long = 100;

    private static readonly string[] s_clips = { "ClipNorm", "ClipValue", "GlobalClipNorm" };

    /// <inheritdoc/>
    public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics { get; } = ImmutableArray.Create(Descriptors.UnclippedTraining, Descriptors.IdleOption);

    /// <inheritdoc/>
    public override void Initialize(AnalysisContext context)
    {
        context.EnableConcurrentExecution();
        context.ConfigureGeneratedCodeAnalysis(GeneratedCodeAnalysisFlags.None);
        context.RegisterCompilationStartAction(static start =>
        {
            if (ModelTypes.TryCreate(start.Compilation) is { } types && start.Compilation.GetTypeByMetadataName("ModelGen.Optimizer") is { } optimizer)
            {
                INamedTypeSymbol? sgd = start.Compilation.GetTypeByMetadataName("ModelGen.Sgd");
                start.RegisterOperationAction(operation => Analyze(operation, types, optimizer, sgd), OperationKind.ObjectCreation);
            }
        });
    }

    private static void Analyze(OperationAnalysisContext context, ModelTypes types, INamedTypeSymbol optimizer, INamedTypeSymbol? sgd)
    {
        var creation = (IObjectCreationOperation)context.Operation;
        if (SymbolEqualityComparer.Default.Equals(creation.Type, sgd))
        {
            CheckNesterov(context, creation);
        }
        else if (types.TrainedBy(creation.Type) is { } model && LongestOf(model.Model) is > Long and { } timesteps
            && creation.Arguments.FirstOrDefault(a => a.Parameter?.Name == "optimizer") is { ArgumentKind: ArgumentKind.Explicit } argument
            && Resolve(argument.Value, creation) is { } choices
            && !choices.Any(Clips)
            && !IsClippedLater(creation, optimizer)
            && !IsForEvaluation(creation))
        {
            IOperation made = choices[0];
            context.ReportDiagnostic(Diagnostic.Create(
                Descriptors.UnclippedTraining,
                argument.Value.Syntax.GetLocation(),
                new[] { made.Syntax.GetLocation() },
                $"Training '{model.Name}' goes back through up to {timesteps} timesteps, and this {made.Type?.Name} does not clip the gradient",
                "Set ClipNorm = 1f on the optimiser"));
        }
    }

    private static void CheckNesterov(OperationAnalysisContext context, IObjectCreationOperation creation)
    {
        IArgumentOperation? nesterov = creation.Arguments.FirstOrDefault(a => a.Parameter?.Name == "nesterov");
        IArgumentOperation? momentum = creation.Arguments.FirstOrDefault(a => a.Parameter?.Name == "momentum");
        if (nesterov is { ArgumentKind: ArgumentKind.Explicit, Value.ConstantValue: { HasValue: true, Value: true } } && momentum?.Value.ConstantValue is { HasValue: true, Value: 0f })
        {
            context.ReportDiagnostic(Diagnostic.Create(
                Descriptors.IdleOption,
                nesterov.Syntax.GetLocation(),
                "Sgd has nesterov: true, but no momentum that it could be a form of",
                "Give it a momentum such as 0.9f, or remove nesterov"));
        }
    }

    /// <summary>The most timesteps that a recurrent layer goes through; null where the declaration does not say.</summary>
    private static int? LongestOf(ModelDeclaration model)
    {
        var context = new DeclarationContext(model, new());
        return Enumerable.Range(0, model.Layers.Count)
            .Where(i => model.Layers[i] is RecurrentDeclaration)
            .Select(i => context.InputOf(i).Repeated ?? model.MaxTimesteps)
            .Max();
    }

    /// <summary>The creation of the optimiser, or of each that it may be, where that is certain; null otherwise.</summary>
    private static IReadOnlyList<IOperation>? Resolve(IOperation value, IObjectCreationOperation trainer)
    {
        while (value is IConversionOperation conversion)
        {
            value = conversion.Operand;
        }

        return value switch
        {
            IObjectCreationOperation => new[] { value },
            // Adam.PyTorch(…) and the like; another method may clip.
            IInvocationOperation { TargetMethod: { IsStatic: true, Name: "PyTorch", ContainingNamespace.Name: "ModelGen" } } => new[] { value },
            IInvocationOperation call => SoleReturns.Of(call) is { } returned && Unconverted(returned) is IObjectCreationOperation made ? new IOperation[] { made } : null,
            IConditionalOperation { WhenFalse: { } other } choice => All(new[] { choice.WhenTrue, other }, trainer),
            ISwitchExpressionOperation choice => All(choice.Arms.Select(a => a.Value).Where(v => Unconverted(v) is not IThrowOperation), trainer),
            ILocalReferenceOperation local => ResolveLocal(local.Local, trainer),
            IFieldReferenceOperation { Field: { DeclaredAccessibility: Accessibility.Private } field } reference when IsOnlyGiven(field) && ConstantArrays.OnlyValueOf(reference) is { } made => Resolve(made, trainer),
            _ => null,
        };
    }

    private static IReadOnlyList<IOperation>? All(IEnumerable<IOperation> values, IObjectCreationOperation trainer)
    {
        var all = new List<IOperation>();
        foreach (IOperation value in values)
        {
            if (Resolve(value, trainer) is not { } made)
            {
                return null;
            }

            all.AddRange(made);
        }

        return all.Count == 0 ? null : all;
    }

    private static IOperation Unconverted(IOperation value) => value is IConversionOperation conversion ? Unconverted(conversion.Operand) : value;

    /// <summary>The class gives the optimiser to what it makes and asks its members, and hands it to no method, which might set a clip.</summary>
    private static bool IsOnlyGiven(IFieldSymbol field) => field.ContainingType.DeclaringSyntaxReferences
        .SelectMany(r => r.GetSyntax().DescendantNodes().OfType<IdentifierNameSyntax>())
        .Where(n => n.Identifier.ValueText == field.Name)
        .Select(n => n.Parent is MemberAccessExpressionSyntax { Expression: ThisExpressionSyntax } own ? own : (ExpressionSyntax)n)
        .All(n => n.Parent is MemberAccessExpressionSyntax access ? access.Expression == n : n.Parent is ArgumentSyntax { Parent.Parent: BaseObjectCreationExpressionSyntax });

    /// <summary>A trainer that the member only asks how good the weights are: nothing is trained with the optimiser.</summary>
    private static bool IsForEvaluation(IObjectCreationOperation trainer)
    {
        IOperation? parent = trainer.Parent;
        while (parent is IConversionOperation or IVariableInitializerOperation)
        {
            parent = parent.Parent;
        }

        if (parent is IInvocationOperation direct)
        {
            return direct.TargetMethod.Name == "Evaluate";
        }

        if (parent is not IVariableDeclaratorOperation { Symbol: var variable })
        {
            return false;
        }

        IOperation[] uses = Root(trainer).Descendants().Where(o => o is ILocalReferenceOperation r && SymbolEqualityComparer.Default.Equals(r.Local, variable)).ToArray();
        return uses.Length > 0 && uses.All(u => u.Parent is IInvocationOperation { TargetMethod.Name: "Evaluate" or "Dispose" } call && call.Instance == u);
    }

    /// <summary>A local that is given a value once and to nothing but this trainer.</summary>
    private static IReadOnlyList<IOperation>? ResolveLocal(ILocalSymbol local, IObjectCreationOperation trainer)
    {
        IOperation? made = null;
        foreach (IOperation operation in Root(trainer).Descendants())
        {
            if (operation is IVariableDeclaratorOperation declarator && SymbolEqualityComparer.Default.Equals(declarator.Symbol, local))
            {
                made = declarator.GetVariableInitializer()?.Value;
            }
            else if (operation is ILocalReferenceOperation reference && SymbolEqualityComparer.Default.Equals(reference.Local, local) && !IsHarmless(reference, trainer))
            {
                return null;
            }
        }

        while (made is IConversionOperation conversion)
        {
            made = conversion.Operand;
        }

        return made is null or ILocalReferenceOperation ? null : Resolve(made, trainer);
    }

    /// <summary>The trainer's argument, or the receiver of a member.</summary>
    private static bool IsHarmless(ILocalReferenceOperation reference, IObjectCreationOperation trainer)
    {
        IOperation? parent = reference.Parent;
        while (parent is IConversionOperation)
        {
            parent = parent.Parent;
        }

        return parent is IArgumentOperation argument ? argument.Parent == trainer : parent is IMemberReferenceOperation or IInvocationOperation;
    }

    private static bool Clips(IOperation made)
        => made is IObjectCreationOperation { Initializer.Initializers: { } set }
            && set.OfType<ISimpleAssignmentOperation>().Any(a => a.Target is IPropertyReferenceOperation property
                && s_clips.Contains(property.Property.Name)
                && a.Value is not { ConstantValue: { HasValue: true, Value: null } });

    /// <summary>The member sets a clip after the creation, or the class does it elsewhere: <c>trainer.Optimizer.ClipNorm = 1f</c>.</summary>
    private static bool IsClippedLater(IObjectCreationOperation trainer, INamedTypeSymbol optimizer)
    {
        IEnumerable<IOperation> all = Root(trainer).Descendants();
        if (all.OfType<IPropertyReferenceOperation>().Any(p => s_clips.Contains(p.Property.Name)
            && SymbolEqualityComparer.Default.Equals(p.Property.ContainingType, optimizer)
            && p.Instance is not IInstanceReferenceOperation))
        {
            return true;
        }

        SyntaxNode scope = trainer.Syntax.FirstAncestorOrSelf<TypeDeclarationSyntax>() as SyntaxNode ?? trainer.Syntax.SyntaxTree.GetRoot();
        string text = scope.ToString();
        return s_clips.Any(clip => text.IndexOf("." + clip, StringComparison.Ordinal) >= 0);
    }

    private static IOperation Root(IOperation operation)
    {
        while (operation.Parent is { } parent)
        {
            operation = parent;
        }

        return operation;
    }
}
