using System.Collections.Generic;
using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;
using static ModelGen.Analyzers.Usage.Training.LocalValues;

namespace ModelGen.Analyzers.Usage.Training;

/// <summary>Integers of a body, as far as they follow from constants: an index in each turn of the loop around it, where the conditions around it hold.</summary>
internal sealed class ConstantPlaces
{
    private const int MostTurns = 1 << 16;

    private readonly Dictionary<ILocalSymbol, (int Start, int Length)> _views;

    public ConstantPlaces(Dictionary<ILocalSymbol, (int Start, int Length)> views, IOperation[] body)
    {
        _views = views;
        Body = body;
    }

    public IOperation[] Body { get; }

    public int? Number(IOperation value) => Number(value, null, 0);

    public bool HasGuard(IOperation place) => GuardsOf(place).Any();

    /// <summary>The values of <paramref name="index"/> at <paramref name="place"/>; null where they are not known.</summary>
    public IReadOnlyList<int>? Of(IOperation index, IOperation place)
    {
        ILocalSymbol[] counters = index.DescendantsAndSelf().OfType<ILocalReferenceOperation>().Select(r => r.Local).Where(l => ValueOf(l, Body) is null || IsCounted(l)).Distinct<ILocalSymbol>(SymbolEqualityComparer.Default).ToArray();
        if (counters.Length > 1 || (counters.Length == 1 ? TurnsOf(counters[0], place) : new[] { 0 }) is not { } turns)
        {
            return null;
        }

        IOperation[] guards = GuardsOf(place).ToArray();
        var all = new List<int>();
        foreach (int turn in turns)
        {
            (ILocalSymbol, int)? counter = counters.Length == 1 ? (counters[0], turn) : null;
            bool?[] hold = guards.Select(g => Holds(g, counter)).ToArray();
            if (hold.Any(h => h is null))
            {
                return null;
            }

            if (hold.All(h => h == true))
            {
                if (Number(index, counter, 0) is not { } at)
                {
                    return null;
                }

                all.Add(at);
            }
        }

        return all;
    }

    private bool IsCounted(ILocalSymbol local) => Body.Any(o => o is IIncrementOrDecrementOperation step && SymbolEqualityComparer.Default.Equals(LocalOf(step.Target), local));

    /// <summary>What a counter goes through: from a constant upwards by one, while it is below a constant.</summary>
    private IEnumerable<int>? TurnsOf(ILocalSymbol counter, IOperation place)
    {
        ILoopOperation? loop = null;
        for (IOperation? outer = place.Parent; outer is not null && loop is null; outer = outer.Parent)
        {
            loop = outer is IForLoopOperation or IWhileLoopOperation { ConditionIsTop: true } ? (ILoopOperation)outer : null;
        }

        IOperation? condition = (loop as IForLoopOperation)?.Condition ?? (loop as IWhileLoopOperation)?.Condition;
        IOperation[] steps = Body.Where(o => o is IIncrementOrDecrementOperation step && SymbolEqualityComparer.Default.Equals(LocalOf(step.Target), counter)).ToArray();
        IVariableDeclaratorOperation? declarator = Body.OfType<IVariableDeclaratorOperation>().FirstOrDefault(d => SymbolEqualityComparer.Default.Equals(d.Symbol, counter));
        if (condition is not IBinaryOperation { OperatorKind: BinaryOperatorKind.LessThan or BinaryOperatorKind.LessThanOrEqual } bound
            || !SymbolEqualityComparer.Default.Equals(LocalOf(bound.LeftOperand), counter)
            || steps.Length != 1 || steps[0].Kind != OperationKind.Increment || !loop!.Descendants().Contains(steps[0]) || loop.Descendants().Any(o => o is IBranchOperation)
            || Body.OfType<IAssignmentOperation>().Any(a => SymbolEqualityComparer.Default.Equals(LocalOf(a.Target), counter))
            || declarator?.GetVariableInitializer() is not { Value: var start } || Number(start) is not { } first || Number(bound.RightOperand) is not { } last
            || (loop is IWhileLoopOperation && steps[0].Syntax.SpanStart < place.Syntax.SpanStart))
        {
            return null;
        }

        int end = bound.OperatorKind == BinaryOperatorKind.LessThan ? last : last + 1;
        return end < first || (long)end - first > MostTurns ? null : Enumerable.Range(first, end - first);
    }

    private IEnumerable<IOperation> GuardsOf(IOperation place)
    {
        for (IOperation inner = place; inner.Parent is { } outer; inner = outer)
        {
            if (outer is IConditionalOperation choice && inner != choice.Condition)
            {
                yield return inner == choice.WhenTrue ? choice.Condition : choice;
            }
            else if (outer is ISwitchOperation or ISwitchExpressionOperation or IAnonymousFunctionOperation or ILocalFunctionOperation)
            {
                yield return outer;
            }
        }
    }

    private bool? Holds(IOperation condition, (ILocalSymbol Local, int Value)? counter)
    {
        if (Stripped(condition) is not IBinaryOperation binary)
        {
            return null;
        }

        if (binary.OperatorKind is BinaryOperatorKind.ConditionalAnd)
        {
            return Holds(binary.LeftOperand, counter) is { } a && Holds(binary.RightOperand, counter) is { } b ? a && b : null;
        }

        return Number(binary.LeftOperand, counter, 0) is { } l && Number(binary.RightOperand, counter, 0) is { } r ? binary.OperatorKind switch
        {
            BinaryOperatorKind.Equals => l == r,
            BinaryOperatorKind.LessThan => l < r,
            BinaryOperatorKind.LessThanOrEqual => l <= r,
            BinaryOperatorKind.GreaterThan => l > r,
            BinaryOperatorKind.GreaterThanOrEqual => l >= r,
            _ => null,
        }
        : null;
    }

    private int? Number(IOperation value, (ILocalSymbol Local, int Value)? counter, int depth)
    {
        value = Stripped(value);
        if (value.ConstantValue is { HasValue: true } constant)
        {
            return constant.Value as int?;
        }

        switch (value)
        {
            case ILocalReferenceOperation { Local: var local }:
                return counter is { } known && SymbolEqualityComparer.Default.Equals(known.Local, local) ? known.Value
                    : depth < 8 && !IsCounted(local) && ValueOf(local, Body) is { } only ? Number(only, counter, depth + 1) : null;
            case IPropertyReferenceOperation { Property.Name: "Length", Instance: { } of } when LocalOf(of) is { } view && _views.TryGetValue(view, out (int Start, int Length) range):
                return range.Length;
            case IBinaryOperation binary when Number(binary.LeftOperand, counter, depth + 1) is { } a && Number(binary.RightOperand, counter, depth + 1) is { } b:
                return binary.OperatorKind switch
                {
                    BinaryOperatorKind.Add => a + b,
                    BinaryOperatorKind.Subtract => a - b,
                    BinaryOperatorKind.Multiply => a * b,
                    BinaryOperatorKind.Divide when b > 0 => a / b,
                    BinaryOperatorKind.Remainder when b > 0 => a % b,
                    _ => null,
                };
            default:
                return null;
        }
    }
}
