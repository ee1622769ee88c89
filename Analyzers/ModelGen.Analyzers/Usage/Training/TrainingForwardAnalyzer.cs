using System.Collections.Generic;
using System.Collections.Immutable;
using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;

namespace ModelGen.Analyzers.Usage.Training;

/// <summary>MG2011: outputs of a training step's forward pass, with dropout, where nothing is trained with them.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class TrainingForwardAnalyzer : DiagnosticAnalyzer
{
    /// <inheritdoc/>
    public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics { get; } = ImmutableArray.Create(Descriptors.TrainingForward);

    /// <inheritdoc/>
    public override void Initialize(AnalysisContext context)
    {
        context.EnableConcurrentExecution();
        context.ConfigureGeneratedCodeAnalysis(GeneratedCodeAnalysisFlags.None);
        context.RegisterCompilationStartAction(static start =>
        {
            if (ModelTypes.TryCreate(start.Compilation) is { } types)
            {
                start.RegisterOperationAction(c => Analyze(c, (IInvocationOperation)c.Operation, types), OperationKind.Invocation);
            }
        });
    }

    private static void Analyze(OperationAnalysisContext context, IInvocationOperation call, ModelTypes types)
    {
        if (call.TargetMethod.Name is not ("ForwardOnBatch" or "ComputeGradients")
            || types.TrainedBy(call.Instance?.Type) is not { } model
            || !(model.HasDropout || model.HasBatchNormalization))
        {
            return;
        }

        string active = model.HasDropout ? "its dropout is active" : "it normalises with the statistics of the batch";
        if (call.TargetMethod.Name == "ForwardOnBatch")
        {
            if ((IsGiven(ModelTypes.Argument(call, "outputs")) || IsGiven(ModelTypes.Argument(call, "finalStates")))
                && context.ContainingSymbol.ContainingType is { } type
                && !IsCompleted(type, context.Compilation)
                && !IsHandedOn(call, context.ContainingSymbol))
            {
                Report($"ForwardOnBatch of {model.Name} computes as in training ({active}), and no BackwardOnBatch of this class trains with its outputs");
            }
        }
        else if (HasOneKey(call) && IsOnlyAskedForOutputs(call))
        {
            Report($"ComputeGradients of {model.Name} computes as in training ({active}) with a dropoutKey, and only the outputs are used");
        }

        void Report(string what) => context.ReportDiagnostic(Diagnostic.Create(
            Descriptors.TrainingForward,
            call.Syntax.GetLocation(),
            what,
            $"Call Predict of an instance, new {model.Name}(weights)"));
    }

    // A span that is left out, default or empty is one that nobody looks at.
    private static bool IsGiven(IOperation? value) => value switch
    {
        null or IDefaultValueOperation => false,
        IConversionOperation conversion => IsGiven(conversion.Operand),
        ICollectionExpressionOperation collection => collection.Elements.Length > 0,
        IPropertyReferenceOperation { Property.Name: "Empty" } => false,
        ILiteralOperation { ConstantValue: { HasValue: true, Value: null } } => false,
        _ => true,
    };

    /// <summary>The class, one around, in or below it, or one that uses it, has the other half of the step.</summary>
    private static bool IsCompleted(INamedTypeSymbol type, Compilation compilation)
    {
        var related = new HashSet<string>();
        for (INamedTypeSymbol? current = type; current is { SpecialType: SpecialType.None }; current = current.BaseType)
        {
            INamedTypeSymbol outer = current;
            while (outer.ContainingType is { } container)
            {
                outer = container;
            }

            related.Add(outer.Name);
        }

        foreach (SyntaxTree tree in compilation.SyntaxTrees)
        {
            if (tree.FilePath.EndsWith(".g.cs", System.StringComparison.OrdinalIgnoreCase) || !tree.TryGetText(out Microsoft.CodeAnalysis.Text.SourceText? text) || !text.ToString().Contains("BackwardOnBatch"))
            {
                continue;
            }

            foreach (SyntaxToken name in tree.GetRoot().DescendantTokens().Where(t => t.IsKind(SyntaxKind.IdentifierToken) && t.ValueText == "BackwardOnBatch"))
            {
                SyntaxNode outermost = name.Parent!.AncestorsAndSelf().OfType<BaseTypeDeclarationSyntax>().LastOrDefault() ?? tree.GetRoot();
                if (outermost.DescendantTokens().Any(t => t.IsKind(SyntaxKind.IdentifierToken) && related.Contains(t.ValueText)) || outermost is CompilationUnitSyntax)
                {
                    return true;
                }
            }
        }

        return false;
    }

    /// <summary>Somebody else has the trainer, who can complete the step: it is given to a method, or can be reached from outside.</summary>
    private static bool IsHandedOn(IInvocationOperation call, ISymbol method)
    {
        IOperation root = call;
        while (root.Parent is { } parent)
        {
            root = parent;
        }

        ISymbol? trainer = SymbolOf(call.Instance);
        return trainer is null
            || (trainer is IFieldSymbol or IPropertySymbol && trainer.DeclaredAccessibility != Accessibility.Private)
            || root.Descendants().Any(o => SymbolEqualityComparer.Default.Equals(SymbolOf(o), trainer)
                && o.Parent is IArgumentOperation or IReturnOperation or IMethodReferenceOperation or IArrayInitializerOperation
                    or IConversionOperation { Parent: IArgumentOperation or IReturnOperation or IArrayInitializerOperation })
            || (method is IMethodSymbol { MethodKind: MethodKind.Constructor } && trainer is IFieldSymbol);
    }

    private static ISymbol? SymbolOf(IOperation? operation) => operation switch
    {
        ILocalReferenceOperation local => local.Local,
        IParameterReferenceOperation parameter => parameter.Parameter,
        IFieldReferenceOperation field => field.Field,
        IPropertyReferenceOperation property => property.Property,
        _ => null,
    };

    // Many keys draw many masks: dropout as a measure of uncertainty, which is meant.
    private static bool HasOneKey(IInvocationOperation call)
    {
        IOperation? key = ModelTypes.Argument(call, "dropoutKey");
        while (key is IConversionOperation { ConstantValue.HasValue: false } conversion)
        {
            key = conversion.Operand;
        }

        return key is { ConstantValue: { HasValue: true, Value: not null } };
    }

    private static bool IsOnlyAskedForOutputs(IInvocationOperation call)
    {
        if (call.Parent is IPropertyReferenceOperation direct)
        {
            return direct.Property.Name == "Outputs";
        }

        if (call.Parent is not IVariableInitializerOperation { Parent: IVariableDeclaratorOperation { Symbol: var local } })
        {
            return false;
        }

        IOperation root = call;
        while (root.Parent is { } parent)
        {
            root = parent;
        }

        ILocalReferenceOperation[] uses = root.Descendants().OfType<ILocalReferenceOperation>().Where(r => SymbolEqualityComparer.Default.Equals(r.Local, local)).ToArray();
        return uses.Length > 0 && uses.All(u => u.Parent is IPropertyReferenceOperation { Property.Name: "Outputs" });
    }
}
