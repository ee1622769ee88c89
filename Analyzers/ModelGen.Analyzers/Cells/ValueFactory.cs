using System;
using System.Collections.Generic;
using System.Collections.Immutable;
using System.Globalization;
using System.Linq;

namespace ModelGen.Analyzers.Cells;

/// <summary>Makes values, in one form for everything that is the same number: this is where 1/(1 + e^−x) becomes σ(x).</summary>
internal sealed class ValueFactory
{
    /// <summary>Where a method computes more than this, it is not analysed to its end.</summary>
    private const int MostValues = 30000;

    /// <summary>Values are walked recursively.</summary>
    private const int Deepest = 300;

    private static readonly IReadOnlyDictionary<string, Polynomial> s_oneVariable =
        Enumerable.Range(0, 64).ToDictionary(Polynomial.VariableName, static _ => Polynomial.Variable(0));

    private readonly Dictionary<string, Value> _values = new(StringComparer.Ordinal);
    private readonly Dictionary<int, Value> _canonical = new();

    public Value Zero => Constant(0);

    public Value Constant(double value)
        => Make(ValueKind.Constant, ImmutableArray<Value>.Empty, constant: value, name: value.ToString("R", CultureInfo.InvariantCulture));

    public Value Read(Region region, ImmutableArray<Polynomial> path)
        => Make(ValueKind.Read, ImmutableArray<Value>.Empty, name: region.Key + "[" + string.Join(",", path.Select(p => p.Text)) + "]", region: region, path: path);

    public Value Function(string name, params Value[] operands) => Make(ValueKind.Function, operands.ToImmutableArray(), name: name);

    public Value Unknown(string name, IEnumerable<Value> operands) => Make(ValueKind.Unknown, operands.ToImmutableArray(), name: name);

    public Value Negate(Value value) => Product(Constant(-1), value);

    /// <summary>A value kept at or above <paramref name="low"/> and at or below <paramref name="high"/>, where these are known.</summary>
    public Value Clip(Value value, double? low = null, double? high = null)
    {
        if (value.Kind == ValueKind.Constant)
        {
            return value;
        }

        if (value.Kind == ValueKind.Clip)
        {
            string[] bounds = value.Name.Split('|');
            low ??= double.TryParse(bounds[0], NumberStyles.Float, CultureInfo.InvariantCulture, out double below) ? below : null;
            high ??= double.TryParse(bounds[1], NumberStyles.Float, CultureInfo.InvariantCulture, out double above) ? above : null;
            value = value.Operand;
        }

        return low == 0 && high == 1 && AsHardSigmoid(value) is { } gate
            ? gate
            : Make(ValueKind.Clip, ImmutableArray.Create(value), name: low?.ToString("R", CultureInfo.InvariantCulture) + "|" + high?.ToString("R", CultureInfo.InvariantCulture));
    }

    public Value Exp(Value value) => value.Kind == ValueKind.Constant ? Constant(Math.Exp(value.Constant)) : Make(ValueKind.Exp, ImmutableArray.Create(value));

    public Value Sigmoid(Value value) => Make(ValueKind.Sigmoid, ImmutableArray.Create(WithoutBounds(value)));

    public Value Tanh(Value value) => Make(ValueKind.Tanh, ImmutableArray.Create(WithoutBounds(value)));

    public Value Reciprocal(Value value)
    {
        if (value.Kind == ValueKind.Constant && value.Constant != 0)
        {
            return Constant(1 / value.Constant);
        }

        // 1/(1 + e^y)
        return value.Kind == ValueKind.Sum && value.Operands.Length == 2
            && value.Operands.FirstOrDefault(o => o.IsConstant(1)) is not null
            && value.Operands.FirstOrDefault(o => o.Kind == ValueKind.Exp) is { } power
                ? Sigmoid(Negate(power.Operand))
                : Make(ValueKind.Reciprocal, ImmutableArray.Create(value));
    }

    public Value Choice(params Value[] alternatives)
    {
        Value[] distinct = alternatives.SelectMany(a => a.Kind == ValueKind.Choice ? (IEnumerable<Value>)a.Operands : new[] { a }).Distinct().OrderBy(a => a.Id).ToArray();
        if (distinct.Length == 1)
        {
            return distinct[0];
        }

        // A function that is cut off where it is flat anyway.
        Value[] varying = distinct.Where(a => a.Kind != ValueKind.Constant).ToArray();
        if (varying.Length == 1 && distinct.Length == 3 && distinct.Any(a => a.IsConstant(0)) && distinct.Any(a => a.IsConstant(1)) && AsHardSigmoid(varying[0]) is { } gate)
        {
            return gate;
        }

        return varying.Length == 1 && varying[0].Kind is ValueKind.Sigmoid or ValueKind.Tanh
            ? varying[0]
            : Make(ValueKind.Choice, distinct.ToImmutableArray());
    }

    public Value Sum(params Value[] terms)
    {
        double constant = 0;
        var coefficients = new Dictionary<Value, double>();
        foreach (Value term in terms.SelectMany(t => t.Kind == ValueKind.Sum ? (IEnumerable<Value>)t.Operands : new[] { t }))
        {
            if (term.Kind == ValueKind.Constant)
            {
                constant += term.Constant;
                continue;
            }

            (double coefficient, Value rest) = SplitCoefficient(term);
            coefficients.TryGetValue(rest, out double before);
            coefficients[rest] = before + coefficient;
        }

        List<Value> sum = coefficients.Where(c => c.Value != 0).Select(c => Scale(c.Value, c.Key)).OrderBy(v => v.Id).ToList();
        if (constant != 0)
        {
            sum.Add(Constant(constant));
        }

        return sum.Count == 0 ? Zero
            : sum.Count == 1 ? sum[0]
            : AsActivation(sum) ?? Make(ValueKind.Sum, sum.ToImmutableArray());
    }

    public Value Product(params Value[] factors)
    {
        double constant = 1;
        var product = new List<Value>();
        foreach (Value factor in factors.SelectMany(f => f.Kind == ValueKind.Product ? (IEnumerable<Value>)f.Operands : new[] { f }))
        {
            if (factor.Kind == ValueKind.Constant)
            {
                constant *= factor.Constant;
            }
            else
            {
                product.Add(factor);
            }
        }

        if (constant == 0 || product.Count == 0)
        {
            return Constant(constant);
        }

        product.Sort(static (a, b) => a.Id.CompareTo(b.Id));
        Value result = product.Count == 1 ? product[0] : AsActivation(product, constant: false) ?? Make(ValueKind.Product, product.ToImmutableArray());
        return Scale(constant, result);
    }

    /// <summary>The value with loop variables replaced.</summary>
    public Value Substitute(Value value, IReadOnlyDictionary<string, Polynomial> variables)
        => variables.Count == 0 ? value : Rewrite(value, v => v.Kind == ValueKind.Read ? Read(v.Region!, v.Path.Select(p => p.Substitute(variables)).ToImmutableArray()) : null, new Dictionary<int, Value>());

    /// <summary>The value with every occurrence of a part replaced.</summary>
    public Value Replace(Value value, Value part, Value by)
        => Rewrite(value, v => ReferenceEquals(v, part) ? by : null, new Dictionary<int, Value>());

    /// <summary>The value with one name for all loop variables: two loops over the units compute the same thing.</summary>
    public Value Canonical(Value value) => Rewrite(
        value,
        v => v.Kind == ValueKind.Read ? Read(v.Region!, v.Path.Select(p => p.Substitute(s_oneVariable)).ToImmutableArray()) : null,
        _canonical);

    /// <summary>The value without the bounds that it is kept within, and without constants that replace it under a condition.</summary>
    public static Value WithoutBounds(Value value)
    {
        while (true)
        {
            if (value.Kind == ValueKind.Clip)
            {
                value = value.Operand;
            }
            else if (value.Kind == ValueKind.Choice && value.Operands.Where(o => o.Kind != ValueKind.Constant).Select(WithoutClip).Distinct().ToArray() is { Length: 1 } only)
            {
                value = only[0];
            }
            else
            {
                return value;
            }
        }

        static Value WithoutClip(Value clipped) => clipped.Kind == ValueKind.Clip ? clipped.Operand : clipped;
    }

    /// <summary>A hard sigmoid, clip(a·x + ½, 0, 1) with any slope, counts as σ(x).</summary>
    private Value? AsHardSigmoid(Value line)
        => line.Kind == ValueKind.Sum && line.Operands[line.Operands.Length - 1] is { Kind: ValueKind.Constant, Constant: > 0 }
            ? Sigmoid(Sum(line, Constant(-0.5)))
            : null;

    private Value Scale(double constant, Value value)
    {
        if (constant == 1)
        {
            return value;
        }

        if (value is { Kind: ValueKind.Clip, Name: "0|6" } && Math.Abs(constant - (1.0 / 6)) < 1e-6)
        {
            // relu6(x + 3)/6
            return Sigmoid(Sum(value.Operand, Constant(-3)));
        }

        return value.Kind switch
        {
            ValueKind.Sum => Sum(value.Operands.Select(o => Product(Constant(constant), o)).ToArray()),
            ValueKind.Product => Make(ValueKind.Product, value.Operands.Add(Constant(constant))),
            _ => Make(ValueKind.Product, ImmutableArray.Create(value, Constant(constant))),
        };
    }

    private (double Coefficient, Value Other) SplitCoefficient(Value term)
    {
        if (term.Kind != ValueKind.Product || term.Operands[term.Operands.Length - 1] is not { Kind: ValueKind.Constant } constant)
        {
            return (1, term);
        }

        ImmutableArray<Value> rest = term.Operands.RemoveAt(term.Operands.Length - 1);
        return (constant.Constant, rest.Length == 1 ? rest[0] : Make(ValueKind.Product, rest));
    }

    /// <summary>½ + ½·tanh(x/2) is σ(x); 2·σ(2x) − 1 and 1 − 2·σ(−2x) are tanh(x).</summary>
    private Value? AsActivation(List<Value> sum)
    {
        if (sum.Count != 2 || sum[1].Kind != ValueKind.Constant)
        {
            return null;
        }

        (double coefficient, Value function) = SplitCoefficient(sum[0]);
        double constant = sum[1].Constant;
        return function.Kind switch
        {
            ValueKind.Tanh when constant == 0.5 && Math.Abs(coefficient) == 0.5 => Sigmoid(Product(Constant(4 * coefficient), function.Operand)),
            ValueKind.Sigmoid when constant == -1 && coefficient == 2 => Tanh(Product(Constant(0.5), function.Operand)),
            ValueKind.Sigmoid when constant == 1 && coefficient == -2 => Tanh(Product(Constant(-0.5), function.Operand)),
            _ => null,
        };
    }

    /// <summary>e^x·σ(−x) is σ(x); (e^x − e^−x)/(e^x + e^−x) and (e^2x − 1)/(e^2x + 1) are tanh(x).</summary>
    private Value? AsActivation(List<Value> product, bool constant)
    {
        if (product.Count != 2)
        {
            return null;
        }

        // x/(1 + |x|)
        if (product.FirstOrDefault(p => p.Kind == ValueKind.Reciprocal) is { Operand: { Kind: ValueKind.Sum, Operands.Length: 2 } denominator }
            && denominator.Operands.FirstOrDefault(o => o.Kind == ValueKind.Function && o.Name == "abs") is { } magnitude && denominator.Operands.Any(o => o.IsConstant(1))
            && product.Contains(magnitude.Operand))
        {
            return Function("softsign", magnitude.Operand);
        }

        Value? sum = product.FirstOrDefault(p => p.Kind == ValueKind.Sum && p.Operands.Length == 2);
        if (product.FirstOrDefault(p => p.Kind == ValueKind.Sigmoid) is { } sigmoid)
        {
            if (product.FirstOrDefault(p => p.Kind == ValueKind.Exp) is { } exp && ReferenceEquals(sigmoid.Operand, Negate(exp.Operand)))
            {
                return Sigmoid(exp.Operand);
            }

            // sigmoid is σ(−2x) or, for (1 − e^−2x)/(1 + e^−2x), σ(2x).
            if (sum?.Operands.FirstOrDefault(o => o.Kind == ValueKind.Constant) is { } one && sum.Operands.FirstOrDefault(o => o.Kind != ValueKind.Constant) is { } power)
            {
                (double sign, Value function) = SplitCoefficient(power);
                if (function.Kind == ValueKind.Exp && Math.Abs(sign) == 1 && one.Constant == -sign && ReferenceEquals(sigmoid.Operand, Negate(function.Operand)))
                {
                    return Tanh(Product(Constant(sign * 0.5), function.Operand));
                }
            }

            return null;
        }

        if (sum is null || product.FirstOrDefault(p => p.Kind == ValueKind.Reciprocal)?.Operand is not { Kind: ValueKind.Sum, Operands.Length: 2 } below
            || !below.Operands.All(o => o.Kind == ValueKind.Exp))
        {
            return null;
        }

        Value? plus = sum.Operands.FirstOrDefault(o => o.Kind == ValueKind.Exp);
        Value? minus = sum.Operands.Select(SplitCoefficient).Where(s => s.Coefficient == -1 && s.Other.Kind == ValueKind.Exp).Select(s => s.Other).FirstOrDefault();
        return plus is not null && minus is not null && below.Operands.Contains(plus) && below.Operands.Contains(minus) && ReferenceEquals(minus.Operand, Negate(plus.Operand))
            ? Tanh(plus.Operand)
            : null;
    }

    private Value Rewrite(Value value, Func<Value, Value?> rewrite, Dictionary<int, Value> done)
    {
        if (done.TryGetValue(value.Id, out Value? result))
        {
            return result;
        }

        if (rewrite(value) is { } other)
        {
            result = other;
        }
        else
        {
            Value[] operands = value.Operands.Select(o => Rewrite(o, rewrite, done)).ToArray();
            result = value.Kind switch
            {
                ValueKind.Constant or ValueKind.Read => value,
                ValueKind.Sum => Sum(operands),
                ValueKind.Product => Product(operands),
                ValueKind.Sigmoid => Sigmoid(operands[0]),
                ValueKind.Tanh => Tanh(operands[0]),
                ValueKind.Exp => Exp(operands[0]),
                ValueKind.Reciprocal => Reciprocal(operands[0]),
                ValueKind.Clip => Make(ValueKind.Clip, ImmutableArray.Create(operands[0]), name: value.Name),
                ValueKind.Choice => Choice(operands),
                _ => Make(value.Kind, operands.ToImmutableArray(), name: value.Name),
            };
        }

        done[value.Id] = result;
        return result;
    }

    private Value Make(ValueKind kind, ImmutableArray<Value> operands, double constant = 0, string name = "", Region? region = null, ImmutableArray<Polynomial> path = default)
    {
        string key = ((int)kind).ToString(CultureInfo.InvariantCulture) + ":" + name + ":" + string.Join(",", operands.Select(o => o.Id.ToString(CultureInfo.InvariantCulture)));
        if (!_values.TryGetValue(key, out Value? value))
        {
            if (_values.Count >= MostValues)
            {
                throw new AnalysisLimitException();
            }

            value = new Value(_values.Count, kind, operands, constant, name, region, path.IsDefault ? ImmutableArray<Polynomial>.Empty : path);
            if (value.Depth > Deepest)
            {
                throw new AnalysisLimitException();
            }

            _values.Add(key, value);
        }

        return value;
    }
}

/// <summary>The method computes too much to be followed to its end; nothing is said about it.</summary>
internal sealed class AnalysisLimitException : Exception
{
}
