using System.Collections.Generic;
using System.Linq;

namespace ModelGen.Analyzers.Cells;

/// <summary>Finds LSTMs among the values that a method computed. All values here are canonical: without the names of loop variables.</summary>
internal static class CellRecognizer
{
    public static IReadOnlyList<CellMatch> Find(IReadOnlyList<Value> computed, ValueFactory values)
    {
        var matches = new List<CellMatch>();
        foreach (Value sum in computed.Where(v => v.Kind == ValueKind.Sum))
        {
            if (MatchCell(sum, computed, values) is { } match)
            {
                matches.Add(match);
            }
        }

        return matches;
    }

    /// <summary>The argument of σ; null for what is not a gate.</summary>
    public static Value? PreActivationOf(Value value)
    {
        value = ValueFactory.WithoutBounds(value);
        return value.Kind == ValueKind.Sigmoid ? value.Operand : null;
    }

    /// <summary>The gate that a factor is one minus of.</summary>
    private static Value? ComplementOf(Value value, ValueFactory values)
    {
        if (value.Kind != ValueKind.Sum)
        {
            return null;
        }

        Value rest = values.Sum(values.Constant(1), values.Negate(value));
        return PreActivationOf(rest) is not null ? ValueFactory.WithoutBounds(rest) : null;
    }

    private static CellMatch? MatchCell(Value sum, IReadOnlyList<Value> computed, ValueFactory values)
    {
        if (sum.Operands.Length != 2 || sum.Operands.Any(o => o.Kind != ValueKind.Product))
        {
            return null;
        }

        return Match(sum.Operands[0], sum.Operands[1]) ?? Match(sum.Operands[1], sum.Operands[0]);

        CellMatch? Match(Value kept, Value added)
        {
            // What is kept: a gate and a state that was read as it was.
            Value[] states = kept.Operands.Where(IsState).ToArray();
            Value[] keeping = kept.Operands.Where(o => !IsState(o)).ToArray();
            if (states.Length != 1 || keeping.Length != 1)
            {
                return null;
            }

            Value? complement = ComplementOf(keeping[0], values);
            if (PreActivationOf(keeping[0]) is null && complement is null)
            {
                return null;
            }

            // What is added: a gate and a candidate.
            if (added.Operands.Length != 2)
            {
                return null;
            }

            Value? candidate = added.Operands.FirstOrDefault(o => ValueFactory.WithoutBounds(o).Kind == ValueKind.Tanh)
                ?? added.Operands.FirstOrDefault(o => o.Kind == ValueKind.Function && o.Operands.Length == 1);
            Value? adding = added.Operands.FirstOrDefault(o => !ReferenceEquals(o, candidate));
            if (candidate is null || adding is null || (PreActivationOf(adding) is null && ComplementOf(adding, values) is null))
            {
                return null;
            }

            Value forgetGate = ValueFactory.WithoutBounds(keeping[0]);
            Value inputGate = ValueFactory.WithoutBounds(adding);
            bool isCoupled = ReferenceEquals(complement, inputGate) || ReferenceEquals(ComplementOf(inputGate, values), forgetGate)
                || ReferenceEquals(forgetGate, inputGate);
            (Value? hidden, Value? outputGate) = FindHidden(sum, computed);
            if (isCoupled && hidden is null)
            {
                // A GRU.
                return null;
            }

            Region cell = ValueFactory.WithoutBounds(states[0]).Region!;
            var gates = new List<Gate>();
            Gate? forget = null;
            if (PreActivationOf(keeping[0]) is { } f)
            {
                forget = new Gate($"forget gate (the factor of '{cell.Name}')", forgetGate, f);
                gates.Add(forget);
            }

            if (PreActivationOf(adding) is { } i)
            {
                gates.Add(new Gate("input gate (the factor of the candidate)", inputGate, i));
            }

            Value tanh = ValueFactory.WithoutBounds(candidate);
            gates.Add(new Gate("candidate (what the input gate multiplies)", tanh, tanh.Operand));
            if (outputGate is not null && PreActivationOf(outputGate) is { } o)
            {
                gates.Add(new Gate("output gate (the factor of the new hidden state)", outputGate, o));
            }

            return new CellMatch(cell, sum, hidden, forget, gates, candidate, isCoupled);
        }
    }

    /// <summary>σ(o)·tanh(c'), with any function in tanh's place.</summary>
    private static (Value? Hidden, Value? OutputGate) FindHidden(Value newCell, IReadOnlyList<Value> computed)
    {
        foreach (Value product in computed.Where(v => v.Kind == ValueKind.Product).OrderBy(v => v.Operands.Length))
        {
            Value? gate = product.Operands.FirstOrDefault(o => PreActivationOf(o) is not null && !IsActivationOf(o, newCell));
            if (gate is not null && product.Operands.Any(o => !ReferenceEquals(o, gate) && IsActivationOf(o, newCell)))
            {
                return (product, ValueFactory.WithoutBounds(gate));
            }
        }

        return (null, null);
    }

    private static bool IsActivationOf(Value value, Value newCell)
    {
        for (int i = 0; i < 4; i++)
        {
            value = ValueFactory.WithoutBounds(value);
            if (ReferenceEquals(value, newCell))
            {
                return true;
            }

            // Another function of c', a normalisation, a choice for rows that have ended.
            if (value.Kind is ValueKind.Tanh or ValueKind.Function && value.Operands.Length == 1)
            {
                value = value.Operand;
            }
            else if (value.Kind is ValueKind.Choice or ValueKind.Unknown && value.Operands.FirstOrDefault(o => Contains(o, newCell)) is { } part)
            {
                value = part;
            }
            else
            {
                return false;
            }
        }

        return false;
    }

    public static bool IsState(Value value)
    {
        value = ValueFactory.WithoutBounds(value);
        return value.Kind == ValueKind.Read;
    }

    /// <summary>Whether <paramref name="part"/> occurs in <paramref name="value"/>, other than within <paramref name="except"/>.</summary>
    public static bool Contains(Value value, Value part, Value? except = null)
    {
        var seen = new HashSet<int>();
        return Search(value);

        bool Search(Value current)
        {
            if (ReferenceEquals(current, part))
            {
                return true;
            }

            if (ReferenceEquals(current, except) || !seen.Add(current.Id))
            {
                return false;
            }

            // A sum or product of which it is a part was written as one, and a constant factor was multiplied out.
            if (current.Kind == part.Kind && current.Kind is ValueKind.Sum && part.Operands.All(p => current.Operands.Any(c => IsScaled(c, p))))
            {
                return true;
            }

            if (current.Kind == part.Kind && current.Kind is ValueKind.Product && part.Operands.All(current.Operands.Contains))
            {
                return true;
            }

            return current.Operands.Any(Search);
        }
    }

    /// <summary>Whether two terms differ by a constant factor at most.</summary>
    private static bool IsScaled(Value left, Value right)
        => ReferenceEquals(left, right) || Factors(left).SequenceEqual(Factors(right));

    private static IEnumerable<Value> Factors(Value term)
        => term.Kind == ValueKind.Product ? term.Operands.Where(o => o.Kind != ValueKind.Constant) : new[] { term };
}
