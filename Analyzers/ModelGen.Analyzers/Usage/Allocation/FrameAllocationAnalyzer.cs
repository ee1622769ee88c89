using System.Collections.Generic;
using System.Collections.Immutable;
using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;
using ModelGen.Analyzers.Usage.Streams;

namespace ModelGen.Analyzers.Usage.Allocation;

/// <summary>
/// MG4003: memory that is allocated anew for every Step or Predict of a loop, or of a method that runs once per frame, although the same memory would do: its size does not
/// change, and nobody keeps it.
/// </summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class FrameAllocationAnalyzer : DiagnosticAnalyzer
{
    /// <summary>Values of the property that names the mend.</summary>
    internal const string Hoist = nameof(Hoist);
    internal const string AsSpan = nameof(AsSpan);
    internal const string DropToArray = nameof(DropToArray);

    /// <inheritdoc/>
    public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics { get; } = ImmutableArray.Create(Descriptors.FrameAllocation);

    /// <inheritdoc/>
    public override void Initialize(AnalysisContext context)
    {
        context.EnableConcurrentExecution();
        context.ConfigureGeneratedCodeAnalysis(GeneratedCodeAnalysisFlags.None);
        context.RegisterCompilationStartAction(static start =>
        {
            if (ModelTypes.TryCreate(start.Compilation) is { } types)
            {
                var bodies = new Bodies(start.Compilation, types);
                start.RegisterOperationBlockAction(block => Analyze(block, types, bodies));
            }
        });
    }

    private static void Analyze(OperationBlockAnalysisContext context, ModelTypes types, Bodies bodies)
    {
        if (context.OwningSymbol is not IMethodSymbol method)
        {
            return;
        }

        bool? isPerFrame = null;
        foreach (IOperation block in context.OperationBlocks)
        {
            List<IInvocationOperation> runs = block.Descendants().OfType<IInvocationOperation>().Where(c => IsRun(types.CallOf(c.TargetMethod))).ToList();
            if (runs.Count == 0)
            {
                continue;
            }

            var reader = new AllocationReader(types, runs);
            foreach (IOperation operation in block.Descendants())
            {
                if (reader.Read(operation) is not { } allocation)
                {
                    continue;
                }

                SyntaxNode? loop = Repetition.LoopsAround(operation.Syntax).FirstOrDefault();
                if (loop is not null ? reader.IsWastedIn(loop, allocation) : IsOwnCode(operation.Syntax) && (isPerFrame ??= IsPerFrame(method, bodies)) == true && reader.IsWastedIn(null, allocation))
                {
                    context.ReportDiagnostic(Report(allocation, loop));
                }
            }
        }
    }

    private static bool IsRun(ModelCall call) => call is ModelCall.Step or ModelCall.StepFrom or ModelCall.Predict or ModelCall.CrowdStep;

    // Not in a lambda, which may run once.
    private static bool IsOwnCode(SyntaxNode node) => node.Ancestors().First(a => a is AnonymousFunctionExpressionSyntax or LocalFunctionStatementSyntax or MemberDeclarationSyntax or CompilationUnitSyntax) is MemberDeclarationSyntax;

    /// <summary>By its name, or a private method that such a one calls.</summary>
    private static bool IsPerFrame(IMethodSymbol method, Bodies bodies, int depth = 0)
        => Repetition.IsPerFrame(method)
            || (depth < 3 && method.DeclaredAccessibility == Accessibility.Private && method.MethodKind == MethodKind.Ordinary
                && bodies.MethodsOf(method.ContainingType).Any(caller => !SymbolEqualityComparer.Default.Equals(caller, method)
                    && caller.MethodKind == MethodKind.Ordinary
                    && Mentions(caller, method.Name)
                    && bodies.BodyOf(caller) is { } body
                    && body.Descendants().OfType<IInvocationOperation>().Any(c => SymbolEqualityComparer.Default.Equals(c.TargetMethod, method) && IsUnconditional(c.Syntax))
                    && IsPerFrame(caller, bodies, depth + 1)));

    private static bool Mentions(IMethodSymbol caller, string name)
        => caller.DeclaringSyntaxReferences.Any(r => r.GetSyntax().DescendantTokens().Any(t => t.IsKind(SyntaxKind.IdentifierToken) && t.ValueText == name));

    // What a frame does now and then is no path of every frame.
    private static bool IsUnconditional(SyntaxNode node)
        => !node.Ancestors().TakeWhile(a => a is not MemberDeclarationSyntax).Any(a => a is IfStatementSyntax or SwitchSectionSyntax or ConditionalExpressionSyntax or CatchClauseSyntax or SwitchExpressionArmSyntax or AnonymousFunctionExpressionSyntax);

    private static Diagnostic Report(FrameAllocation allocation, SyntaxNode? loop)
    {
        string often = loop is null ? "on every frame" : "in every iteration";
        ImmutableDictionary<string, string?> properties = ImmutableDictionary<string, string?>.Empty;
        if (allocation.Fix is { } fix && (fix != Hoist || loop is not null))
        {
            properties = properties.Add(DiagnosticProperties.Suggestion, fix);
        }

        string text = allocation.Operation.Syntax.ToString();
        int line = text.IndexOf('\n');
        text = line >= 0 || text.Length > 60 ? text.Substring(0, System.Math.Min(line >= 0 ? line : 60, 60)).TrimEnd() + "…" : text;
        return Diagnostic.Create(
            Descriptors.FrameAllocation,
            allocation.Operation.Syntax.GetLocation(),
            properties,
            $"'{text}' allocates {often} that calls {allocation.Run.TargetMethod.Name} of {allocation.Run.TargetMethod.ContainingType.Name}",
            allocation.Remedy + (loop is null ? ", in a field" : string.Empty));
    }
}

/// <summary>Something that allocates.</summary>
/// <param name="Operation">The expression.</param>
/// <param name="Run">The call that it is for.</param>
/// <param name="Sizes">What its size or content depends on, which must not change.</param>
/// <param name="Remedy">What to do.</param>
/// <param name="Fix">The mend that can be made mechanically.</param>
internal sealed record FrameAllocation(IOperation Operation, IInvocationOperation Run, ImmutableArray<IOperation> Sizes, string Remedy, string? Fix);
