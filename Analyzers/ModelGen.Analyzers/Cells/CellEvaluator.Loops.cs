using System;
using System.Collections.Generic;
using System.Collections.Immutable;
using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace ModelGen.Analyzers.Cells;

/// <content>Loops: over units, over inputs, over time.</content>
internal sealed partial class CellEvaluator
{
    /// <summary>Loops with so few turns, over gates for example, are followed turn by turn.</summary>
    private const int MostTurns = 6;

    /// <summary>How many turns the loops around have, by their variables.</summary>
    private readonly Dictionary<string, Polynomial?> _trips = new(StringComparer.Ordinal);

    private readonly HashSet<ISymbol> _advanced = new(SymbolEqualityComparer.Default);

    private int LoopDepth { get; set; }

    private void Loop(ILoopOperation loop)
    {
        switch (loop)
        {
            case IForLoopOperation @for:
                foreach (IOperation before in @for.Before)
                {
                    Execute(before);
                }

                Loop(@for, @for.Condition, @for.AtLoopBottom, @for.Before.Length > 0 ? VariablesOf(@for.Before) : null);
                break;
            case IWhileLoopOperation @while:
                Loop(@while, @while.Condition, ImmutableArray<IOperation>.Empty, null);
                break;
            case IForEachLoopOperation each:
                Loop(each);
                break;
        }

        _ended = false;
    }

    private static ISymbol[] VariablesOf(ImmutableArray<IOperation> before)
        => before.SelectMany(b => b.DescendantsAndSelf()).Select(o => o switch
        {
            IVariableDeclaratorOperation declarator => declarator.Symbol,
            ISimpleAssignmentOperation { Target: ILocalReferenceOperation local } => local.Local,
            _ => (ISymbol?)null,
        }).Where(s => s is not null).Select(s => s!).ToArray();

    private void Loop(ILoopOperation loop, IOperation? condition, ImmutableArray<IOperation> bottom, ISymbol[]? started)
    {
        Dictionary<ISymbol, int> assigned = AssignedIn(loop);
        ISymbol[] counters = assigned.Keys.Where(s => _locals.TryGetValue(s, out Datum? d) && d is Integer && IsCounted(loop, s)).ToArray();

        // The tail of a vectorised loop: it goes on where the one before ended, and computes the same for the last elements.
        if (started is null && counters.Any(_advanced.Contains) && condition is IBinaryOperation)
        {
            return;
        }

        (ISymbol Counter, Polynomial Bound)? limit = LimitOf(condition, counters);
        Polynomial? trips = limit is { } l && _locals[l.Counter] is Integer start ? l.Bound.Minus(start.Value) : null;
        if (trips?.Constant is >= 0 and <= MostTurns and var turns && loop is IForLoopOperation && counters.Length == 1 && StepOf(loop, counters[0]) == 1)
        {
            for (long turn = 0; turn < turns && !_ended; turn++)
            {
                Execute(loop.Body);
                _ended = false;
                RunBottom(bottom);
            }

            return;
        }

        string variable = Polynomial.VariableName(LoopDepth);
        var entries = new Dictionary<ISymbol, Datum>(SymbolEqualityComparer.Default);
        foreach (ISymbol symbol in assigned.Keys.Where(_locals.ContainsKey))
        {
            entries[symbol] = _locals[symbol];
        }

        foreach (ISymbol counter in counters)
        {
            // A vector's lanes are one element: a step of Vector<float>.Count is a step of 1.
            Assign(counter, new Integer(((Integer)entries[counter]).Value.Plus(Polynomial.Variable(variable))));
        }

        foreach (ISymbol symbol in entries.Keys.Except(counters, SymbolEqualityComparer.Default).Where(s => s is not null).Select(s => s!).ToArray())
        {
            Assign(symbol, Carry(symbol, entries[symbol]));
        }

        Memory before = _memory.Copy();
        _trips[variable] = trips;
        LoopDepth++;
        Execute(loop.Body);
        _ended = false;
        RunBottom(bottom.Where(b => !counters.Any(c => IsStepOf(b, c))));
        LoopDepth--;
        Accumulate(before);
        _trips.Remove(variable);

        foreach (KeyValuePair<ISymbol, Datum> entry in entries)
        {
            Assign(entry.Key, AfterLoop(entry.Key, entry.Value, counters, limit?.Counter, trips, loop));
        }

        foreach (ISymbol counter in counters)
        {
            _advanced.Add(counter);
        }
    }

    private void Loop(IForEachLoopOperation each)
    {
        Datum? collection = Evaluate(each.Collection);
        Dictionary<ISymbol, int> assigned = AssignedIn(each);
        var entries = new Dictionary<ISymbol, Datum>(SymbolEqualityComparer.Default);
        foreach (ISymbol symbol in assigned.Keys.Where(_locals.ContainsKey))
        {
            entries[symbol] = _locals[symbol];
            Assign(symbol, _locals[symbol] is Integer integer
                ? new Integer(integer.Value.Plus(Polynomial.Variable(LoopDepth)))
                : Carry(symbol, _locals[symbol]));
        }

        string variable = Polynomial.VariableName(LoopDepth);
        _trips[variable] = LengthOf(collection);
        LoopDepth++;
        Memory before = _memory.Copy();
        ILocalSymbol? local = each.Locals.FirstOrDefault();
        if (local is not null)
        {
            Assign(local, collection is View view
                ? Read(new Place(view.Region, Element(view, Polynomial.Variable(variable)), local.Type))
                : CellTypes.IsNumber(local.Type) ? new Number(Values.Unknown("!each", Array.Empty<Value>())) : null);
        }

        Execute(each.Body);
        LoopDepth--;
        Accumulate(before);
        _trips.Remove(variable);
        foreach (KeyValuePair<ISymbol, Datum> entry in entries)
        {
            Assign(entry.Key, AfterLoop(entry.Key, entry.Value, Array.Empty<ISymbol>(), null, null, each));
        }
    }

    private void RunBottom(IEnumerable<IOperation> bottom)
    {
        foreach (IOperation operation in bottom)
        {
            Execute(operation);
        }
    }

    /// <summary>What a variable that the loop assigns holds at the beginning of some turn.</summary>
    private Datum? Carry(ISymbol symbol, Datum datum)
    {
        string key = "carried:" + symbol.Name + "@" + LoopDepth;
        return datum switch
        {
            Number => new Number(Values.Read(RegionOf(key, symbol.Name, RegionKind.Carried), ImmutableArray<Polynomial>.Empty)),
            Integer => new Integer(Polynomial.Symbol(key)),
            // An array that another takes the place of.
            View => new View(RegionOf(key, symbol.Name, RegionKind.Carried), ImmutableArray<Polynomial>.Empty, Polynomial.Zero, null),
            Group group => new Group(group.Items.Select((item, i) => item is Number
                ? (Datum?)new Number(Values.Read(RegionOf(key + "." + i, symbol.Name, RegionKind.Carried), ImmutableArray<Polynomial>.Empty))
                : item is View ? new View(RegionOf(key + "." + i, symbol.Name, RegionKind.Carried), ImmutableArray<Polynomial>.Empty, Polynomial.Zero, null) : null).ToImmutableArray()),
            Instance instance => new Instance(key, symbol.Name, RegionKind.Carried, instance.Path),
            _ => datum,
        };
    }

    private Datum? AfterLoop(ISymbol symbol, Datum before, ISymbol[] counters, ISymbol? limited, Polynomial? trips, ILoopOperation loop)
    {
        _locals.TryGetValue(symbol, out Datum? after);
        if (before is Integer start)
        {
            return new Integer(trips is not null && counters.Contains(symbol, SymbolEqualityComparer.Default) && StepOf(loop, symbol) == 1
                ? start.Value.Plus(trips)
                : Polynomial.Symbol("after:" + symbol.Name + loop.Syntax.SpanStart));
        }

        if (before is not Number entry || after is not Number result)
        {
            if (after is View { Region.Kind: RegionKind.Fresh } view)
            {
                // The turn's own array: the state of the next turn.
                foreach (Entry written in _memory.Of(view.Region))
                {
                    LeaveCarried(symbol, "carried:" + symbol.Name + "@" + LoopDepth, written.Content, loop.Syntax);
                }
            }

            return after;
        }

        Value carried = Values.Read(RegionOf("carried:" + symbol.Name + "@" + LoopDepth, symbol.Name, RegionKind.Carried), ImmutableArray<Polynomial>.Empty);
        LeaveCarried(symbol, carried.Region!.Key, result.Value, loop.Syntax);
        return new Number(Accumulated(result.Value, carried, entry.Value));
    }

    private void LeaveCarried(ISymbol symbol, string key, Value value, SyntaxNode syntax)
        => _sinks.Add(new Sink(symbol.Name, RegionOf(key, symbol.Name, RegionKind.Carried), value, WriterOfLocal(value) ?? _site ?? syntax, IsFinal: true));

    private SyntaxNode? WriterOfLocal(Value value)
    {
        foreach ((Value computed, SyntaxNode syntax) in _computed)
        {
            if (ReferenceEquals(computed, value))
            {
                return syntax;
            }
        }

        return null;
    }

    /// <summary>A sum that every turn adds to: what it was before, and one turn's term for all of them.</summary>
    private Value Accumulated(Value value, Value carried, Value before)
        => value.Kind == ValueKind.Sum && value.Operands.Contains(carried)
            ? Values.Sum(value.Operands.Where(o => !ReferenceEquals(o, carried)).Append(before).ToArray())
            : ReferenceEquals(value, carried) ? before : value;

    /// <summary>The same for elements of arrays that the method made itself: they were 0.</summary>
    private void Accumulate(Memory before)
    {
        foreach (KeyValuePair<Region, ImmutableList<Entry>> region in _memory.Entries.Where(e => e.Key.Kind == RegionKind.Fresh).OrderBy(e => e.Key.Key, StringComparer.Ordinal).ToArray())
        {
            ImmutableList<Entry> old = before.Of(region.Key);
            foreach (Entry entry in region.Value)
            {
                if (!old.Contains(entry) && region.Key.Depth < LoopDepth + 1)
                {
                    Value carried = Values.Read(region.Key, entry.Path);
                    Value content = Accumulated(entry.Content, carried, region.Key.Depth >= LoopDepth ? Values.Zero : carried);
                    if (!ReferenceEquals(content, entry.Content))
                    {
                        _memory.Set(region.Key, _memory.Of(region.Key).Replace(entry, entry with { Content = content }));
                    }
                }
            }
        }
    }

    private static Dictionary<ISymbol, int> AssignedIn(ILoopOperation loop)
    {
        var result = new Dictionary<ISymbol, int>(SymbolEqualityComparer.Default);
        foreach (IOperation operation in loop.Descendants())
        {
            switch (operation)
            {
                case IAssignmentOperation assignment:
                    AddTargets(assignment.Target);
                    break;
                case IIncrementOrDecrementOperation increment:
                    AddTargets(increment.Target);
                    break;
                case IArgumentOperation { Parameter.RefKind: RefKind.Ref or RefKind.Out } argument:
                    AddTargets(argument.Value);
                    break;
            }
        }

        return result;

        void AddTargets(IOperation target)
        {
            ISymbol? symbol = target switch
            {
                ILocalReferenceOperation local => local.Local,
                IParameterReferenceOperation parameter => parameter.Parameter,
                _ => null,
            };
            if (symbol is not null)
            {
                result.TryGetValue(symbol, out int count);
                result[symbol] = count + 1;
            }
            else if (target is ITupleOperation tuple)
            {
                foreach (IOperation element in tuple.Elements)
                {
                    AddTargets(element);
                }
            }
        }
    }

    /// <summary>Whether every assignment in the loop adds to or takes from the variable.</summary>
    private static bool IsCounted(ILoopOperation loop, ISymbol symbol)
        => loop.Descendants().All(o => o switch
        {
            ISimpleAssignmentOperation { Target: var target } assignment => !IsReferenceTo(target, symbol) || IsOwnSum(assignment.Value, symbol),
            ICompoundAssignmentOperation { Target: var target, OperatorKind: var kind } => !IsReferenceTo(target, symbol) || kind is BinaryOperatorKind.Add or BinaryOperatorKind.Subtract,
            IArgumentOperation { Parameter.RefKind: RefKind.Ref or RefKind.Out } argument => !IsReferenceTo(argument.Value, symbol),
            IDeconstructionAssignmentOperation deconstruction => !deconstruction.Target.Descendants().Any(d => IsReferenceTo(d, symbol)),
            _ => true,
        });

    private static bool IsOwnSum(IOperation value, ISymbol symbol)
        => value is IBinaryOperation { OperatorKind: BinaryOperatorKind.Add } sum && (IsReferenceTo(sum.LeftOperand, symbol) || IsReferenceTo(sum.RightOperand, symbol));

    private static bool IsReferenceTo(IOperation operation, ISymbol symbol)
        => SymbolEqualityComparer.Default.Equals(
            operation switch
            {
                ILocalReferenceOperation local => local.Local,
                IParameterReferenceOperation parameter => (ISymbol)parameter.Parameter,
                _ => null,
            },
            symbol);

    private static bool IsStepOf(IOperation statement, ISymbol symbol)
        => (statement is IExpressionStatementOperation expression ? expression.Operation : statement) switch
        {
            IIncrementOrDecrementOperation increment => IsReferenceTo(increment.Target, symbol),
            IAssignmentOperation assignment => IsReferenceTo(assignment.Target, symbol),
            _ => false,
        };

    /// <summary>1 for a variable that each turn increments once.</summary>
    private static int? StepOf(ILoopOperation loop, ISymbol symbol)
    {
        int? step = null;
        foreach (IOperation operation in loop.Descendants())
        {
            if (operation is IIncrementOrDecrementOperation increment && IsReferenceTo(increment.Target, symbol))
            {
                step = step is null && increment.Kind == OperationKind.Increment ? 1 : 0;
            }
            else if (operation is IAssignmentOperation assignment && IsReferenceTo(assignment.Target, symbol))
            {
                step = 0;
            }
        }

        return step;
    }

    /// <summary>The variable that the condition bounds, and its bound.</summary>
    private (ISymbol Counter, Polynomial Bound)? LimitOf(IOperation? condition, ISymbol[] counters)
    {
        if (condition is not IBinaryOperation { OperatorKind: BinaryOperatorKind.LessThan or BinaryOperatorKind.LessThanOrEqual or BinaryOperatorKind.NotEquals } comparison)
        {
            return null;
        }

        IOperation left = comparison.LeftOperand is IConversionOperation { IsImplicit: true } conversion ? conversion.Operand : comparison.LeftOperand;
        ISymbol? counter = counters.FirstOrDefault(c => IsReferenceTo(left, c));
        if (counter is null || Evaluate(comparison.RightOperand) is not Integer bound || !CellTypes.IsInteger(comparison.RightOperand.Type))
        {
            return null;
        }

        return (counter, comparison.OperatorKind == BinaryOperatorKind.LessThanOrEqual ? bound.Value.Plus(Polynomial.One) : bound.Value);
    }
}
