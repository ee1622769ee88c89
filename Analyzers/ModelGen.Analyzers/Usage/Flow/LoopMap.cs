using System.Collections.Generic;
using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.FlowAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace ModelGen.Analyzers.Usage.Flow;

/// <summary>Which variables rise or fall in each loop of one body.</summary>
internal sealed class LoopMap
{
    private readonly Dictionary<ISymbol, List<(SyntaxNode At, int? Step)>> _steps = new(SymbolEqualityComparer.Default);
    private readonly Dictionary<ISymbol, List<SyntaxNode>> _restarts = new(SymbolEqualityComparer.Default);

    public LoopMap(ControlFlowGraph graph)
    {
        foreach (BasicBlock block in graph.Blocks)
        {
            foreach (IOperation operation in block.Operations)
            {
                Collect(operation);
            }

            if (block.BranchValue is { } value)
            {
                Collect(value);
            }
        }
    }

    /// <summary>The loops around <paramref name="node"/>, the innermost first, within one body.</summary>
    public static IEnumerable<SyntaxNode> Around(SyntaxNode node)
    {
        SyntaxNode inner = node;
        for (SyntaxNode? outer = node.Parent; outer is not null; outer = outer.Parent)
        {
            if (IsBody(outer))
            {
                if (outer is AnonymousFunctionExpressionSyntax lambda && CountOf(lambda) is not null)
                {
                    yield return lambda;
                }

                yield break;
            }

            if (outer is WhileStatementSyntax or DoStatementSyntax
                || (outer is ForStatementSyntax loop && inner != loop.Declaration && !loop.Initializers.Contains(inner))
                || (outer is CommonForEachStatementSyntax each && inner != each.Expression))
            {
                yield return outer;
            }

            inner = outer;
        }
    }

    /// <summary>Some loop counts with it.</summary>
    public bool IsStepped(ISymbol variable) => _steps.TryGetValue(variable, out List<(SyntaxNode At, int? Step)>? steps) && steps.Any(s => Around(s.At).Any());

    /// <summary>
    /// 1 where the variable rises with every turn of the loop, −1 where it falls, 0 where it stays or begins anew in every
    /// turn, null where that cannot be told.
    /// </summary>
    public int? StepOf(ISymbol variable, SyntaxNode loop)
    {
        if (Counted(loop) is { } counter && variable.DeclaringSyntaxReferences.Any(r => r.Span == counter.Declaration.Span))
        {
            return counter.Step;
        }

        SyntaxNode[] restarts = _restarts.TryGetValue(variable, out List<SyntaxNode>? all) ? all.Where(r => Around(r).Contains(loop)).ToArray() : System.Array.Empty<SyntaxNode>();
        (SyntaxNode At, int? Step)[] steps = _steps.TryGetValue(variable, out List<(SyntaxNode At, int? Step)>? own) ? own.Where(s => Around(s.At).Contains(loop)).ToArray() : System.Array.Empty<(SyntaxNode, int?)>();
        if (restarts.Length > 0)
        {
            bool isOwn = variable is ILocalSymbol && variable.DeclaringSyntaxReferences.Any(r => loop.Span.Contains(r.Span));
            return steps.Length > 0 && (isOwn || steps.All(s => Around(s.At).First() != loop)) ? 0 : null;
        }

        return steps.Length == 0 ? 0 : steps.Select(s => s.Step).Distinct().Count() == 1 ? steps[0].Step : null;
    }

    /// <summary>What a foreach loop over Enumerable.Range counts with, or a lambda that is called for each of its numbers, or for those of Parallel.For.</summary>
    private static (SyntaxNode Declaration, int Step)? Counted(SyntaxNode loop) => loop switch
    {
        ForEachStatementSyntax each when StepIn(each.Expression) is { } step => (each, step),
        SimpleLambdaExpressionSyntax lambda when CountOf(lambda) is { } step => (lambda.Parameter, step),
        ParenthesizedLambdaExpressionSyntax { ParameterList.Parameters: { Count: > 0 } parameters } lambda when CountOf(lambda) is { } step => (parameters[0], step),
        _ => null,
    };

    private static int? CountOf(AnonymousFunctionExpressionSyntax lambda)
        => lambda.Parent is ArgumentSyntax { Parent.Parent: InvocationExpressionSyntax { Expression: MemberAccessExpressionSyntax member } } ? member.Name.Identifier.ValueText switch
        {
            "Select" or "SelectMany" => StepIn(member.Expression),
            "For" when member.Expression is IdentifierNameSyntax { Identifier.ValueText: "Parallel" } => 1,
            _ => null,
        }
        : null;

    private static int? StepIn(ExpressionSyntax numbers) => numbers is InvocationExpressionSyntax { Expression: MemberAccessExpressionSyntax member } ? member.Name.Identifier.ValueText switch
    {
        "Range" when member.Expression is IdentifierNameSyntax { Identifier.ValueText: "Enumerable" } or MemberAccessExpressionSyntax { Name.Identifier.ValueText: "Enumerable" } => 1,
        "Reverse" => -StepIn(member.Expression),
        _ => null,
    }
    : null;

    private static bool IsBody(SyntaxNode node)
        => node is MemberDeclarationSyntax and not GlobalStatementSyntax or LocalFunctionStatementSyntax or AnonymousFunctionExpressionSyntax or AccessorDeclarationSyntax;

    private void Collect(IOperation operation)
    {
        foreach (IOperation node in operation.DescendantsAndSelf())
        {
            switch (node)
            {
                case IIncrementOrDecrementOperation change:
                    Add(change.Target, change, change.Kind == OperationKind.Increment ? 1 : -1);
                    break;
                case ICompoundAssignmentOperation { OperatorKind: BinaryOperatorKind.Add or BinaryOperatorKind.Subtract } change:
                    Add(change.Target, change, Sign(change.Value) * (change.OperatorKind == BinaryOperatorKind.Add ? 1 : -1));
                    break;
                case ISimpleAssignmentOperation { Value: IBinaryOperation { OperatorKind: BinaryOperatorKind.Add or BinaryOperatorKind.Subtract } sum } change:
                    Add(change.Target, change, IsSame(change.Target, sum.LeftOperand) ? Sign(sum.RightOperand) * (sum.OperatorKind == BinaryOperatorKind.Add ? 1 : -1) : null);
                    break;
                case IAssignmentOperation change:
                    Add(change.Target, change, null);
                    break;
                case IArgumentOperation { Parameter.RefKind: RefKind.Ref or RefKind.Out } argument:
                    Add(argument.Value, argument, null);
                    break;
            }
        }
    }

    // A step is a positive constant, or a size.
    private static int? Sign(IOperation value) => value.ConstantValue is { HasValue: true, Value: int number } ? number > 0 ? 1 : number < 0 ? -1 : null : value switch
    {
        ILocalReferenceOperation or IFieldReferenceOperation or IParameterReferenceOperation or IPropertyReferenceOperation => 1,
        _ => null,
    };

    private static bool IsSame(IOperation target, IOperation value)
        => SymbolOf(target) is { } symbol && SymbolEqualityComparer.Default.Equals(symbol, SymbolOf(value is IConversionOperation conversion ? conversion.Operand : value));

    private static ISymbol? SymbolOf(IOperation operation) => operation switch
    {
        ILocalReferenceOperation local => local.Local,
        IParameterReferenceOperation parameter => parameter.Parameter,
        IFieldReferenceOperation field => field.Field,
        _ => null,
    };

    private void Add(IOperation target, IOperation change, int? step)
    {
        if (SymbolOf(target) is not { } symbol)
        {
            return;
        }

        if (step is null)
        {
            if (!_restarts.TryGetValue(symbol, out List<SyntaxNode>? restarts))
            {
                _restarts.Add(symbol, restarts = new());
            }

            restarts.Add(change.Syntax);
        }
        else
        {
            if (!_steps.TryGetValue(symbol, out List<(SyntaxNode At, int? Step)>? steps))
            {
                _steps.Add(symbol, steps = new());
            }

            steps.Add((change.Syntax, step));
        }
    }
}
