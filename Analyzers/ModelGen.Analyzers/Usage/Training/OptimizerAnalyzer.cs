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
            && Resolve(argument.Value, creation) is { } made
            && !Clips(made)
            && !IsClippedLater(creation, optimizer))
        {
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

    /// <summary>The creation of the optimiser, where it is certain; null otherwise.</summary>
    private static IOperation? Resolve(IOperation value, IObjectCreationOperation trainer)
    {
        while (value is IConversionOperation conversion)
        {
            value = conversion.Operand;
        }

        return value switch
        {
            IObjectCreationOperation => value,
            // Adam.PyTorch(…) and the like; another method may clip.
            IInvocationOperation { TargetMethod: { IsStatic: true, Name: "PyTorch", ContainingNamespace.Name: "ModelGen" } } => value,
            ILocalReferenceOperation local => ResolveLocal(local.Local, trainer),
            _ => null,
        };
    }

    /// <summary>A local that is given a value once and to nothing but this trainer.</summary>
    private static IOperation? ResolveLocal(ILocalSymbol local, IObjectCreationOperation trainer)
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
