using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Text;

namespace ModelGen.Analyzers.Cells;

/// <summary>
/// A whole number in a cell's code, an index or a size, as a polynomial of sizes and loop variables with whole coefficients:
/// <c>2·units + ~1</c> is element <c>~1</c> of the third gate's block. Sizes are taken to be at least 0.
/// </summary>
internal sealed class Polynomial : IEquatable<Polynomial>
{
    public static readonly Polynomial Zero = new(new SortedDictionary<string, long>(StringComparer.Ordinal));

    public static readonly Polynomial One = Of(1);

    private const char VariableMark = '~';
    private const int MostTerms = 16;
    private const int LongestTerm = 160;

    /// <summary>Coefficients by their factors, which stand sorted with '*' between them; the constant's is empty.</summary>
    private readonly SortedDictionary<string, long> _terms;

    private Polynomial(SortedDictionary<string, long> terms)
    {
        _terms = terms;
        var text = new StringBuilder();
        foreach (KeyValuePair<string, long> term in terms)
        {
            text.Append(term.Value.ToString("+0;-0", CultureInfo.InvariantCulture)).Append('*').Append(term.Key);
        }

        Text = text.ToString();
    }

    /// <summary>Equal for equal polynomials.</summary>
    public string Text { get; }

    public long? Constant => _terms.Count == 0 ? 0 : _terms.Count == 1 && _terms.TryGetValue(string.Empty, out long value) ? value : null;

    public bool HasVariables => _terms.Keys.Any(IsVariable);

    public static Polynomial Of(long value)
    {
        var terms = new SortedDictionary<string, long>(StringComparer.Ordinal);
        if (value != 0)
        {
            terms[string.Empty] = value;
        }

        return new Polynomial(terms);
    }

    /// <summary>A size of the program, by a name that is its own.</summary>
    public static Polynomial Symbol(string name)
        => new(new SortedDictionary<string, long>(StringComparer.Ordinal) { [name.Replace('*', '×').Replace(VariableMark, '-')] = 1 });

    /// <summary>The variable of the loop that lies <paramref name="depth"/> loops deep.</summary>
    public static Polynomial Variable(int depth) => Variable(VariableName(depth));

    public static Polynomial Variable(string name) => new(new SortedDictionary<string, long>(StringComparer.Ordinal) { [name] = 1 });

    public static string VariableName(int depth) => VariableMark + depth.ToString(CultureInfo.InvariantCulture);

    public Polynomial Plus(Polynomial other) => Combine(other, 1);

    public Polynomial Minus(Polynomial other) => Combine(other, -1);

    public Polynomial Times(Polynomial other)
    {
        var terms = new SortedDictionary<string, long>(StringComparer.Ordinal);
        foreach (KeyValuePair<string, long> left in _terms)
        {
            foreach (KeyValuePair<string, long> right in other._terms)
            {
                Add(terms, Join(left.Key, right.Key), unchecked(left.Value * right.Value));
            }
        }

        return Limit(terms);
    }

    /// <summary>The quotient where every coefficient is a multiple; a size of its own otherwise.</summary>
    public Polynomial DividedBy(Polynomial divisor)
    {
        if (divisor.Constant is { } value and not 0 && _terms.Values.All(c => c % value == 0))
        {
            var terms = new SortedDictionary<string, long>(StringComparer.Ordinal);
            foreach (KeyValuePair<string, long> term in _terms)
            {
                terms[term.Key] = term.Value / value;
            }

            return new Polynomial(terms);
        }

        return Symbol("(" + Text + ")/(" + divisor.Text + ")");
    }

    /// <summary>All loop variables replaced by what <paramref name="values"/> says.</summary>
    public Polynomial Substitute(IReadOnlyDictionary<string, Polynomial> values)
    {
        if (!HasVariables)
        {
            return this;
        }

        Polynomial result = Zero;
        foreach (KeyValuePair<string, long> term in _terms)
        {
            Polynomial product = Of(term.Value);
            foreach (string factor in Factors(term.Key))
            {
                product = product.Times(values.TryGetValue(factor, out Polynomial? value)
                    ? value
                    : new Polynomial(new SortedDictionary<string, long>(StringComparer.Ordinal) { [factor] = 1 }));
            }

            result = result.Plus(product);
        }

        return result;
    }

    /// <summary>Whether it is at least 0 for all sizes.</summary>
    public bool IsNonNegative => _terms.Values.All(c => c >= 0);

    /// <summary>The part without loop variables.</summary>
    public Polynomial Invariant => Where(static key => !IsVariable(key));

    /// <summary>
    /// The loop variables by their multipliers (the whole polynomial that stands beside the variable); null where two variables are
    /// multiplied with each other or share a multiplier.
    /// </summary>
    public Dictionary<string, string>? VariablesByMultiplier()
    {
        var result = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (KeyValuePair<string, long> term in _terms)
        {
            if (!IsVariable(term.Key))
            {
                continue;
            }

            string[] factors = Factors(term.Key).ToArray();
            string[] variables = factors.Where(f => f[0] == VariableMark).ToArray();
            string multiplier = term.Value.ToString(CultureInfo.InvariantCulture) + "*" + string.Join("*", factors.Where(f => f[0] != VariableMark));
            if (variables.Length != 1 || result.ContainsKey(multiplier))
            {
                return null;
            }

            result.Add(multiplier, variables[0]);
        }

        return result;
    }

    /// <summary>Without the term that has this loop variable.</summary>
    public Polynomial Without(string variable) => Where(key => !Factors(key).Contains(variable));

    public bool Equals(Polynomial? other) => other is not null && Text == other.Text;

    public override bool Equals(object? obj) => Equals(obj as Polynomial);

    public override int GetHashCode() => StringComparer.Ordinal.GetHashCode(Text);

    public override string ToString() => Text;

    private static bool IsVariable(string key) => key.IndexOf(VariableMark) >= 0;

    private static IEnumerable<string> Factors(string key) => key.Length == 0 ? Array.Empty<string>() : key.Split('*');

    private static string Join(string left, string right)
        => left.Length == 0 ? right
            : right.Length == 0 ? left
            : string.Join("*", Factors(left).Concat(Factors(right)).OrderBy(f => f, StringComparer.Ordinal));

    private static void Add(SortedDictionary<string, long> terms, string key, long coefficient)
    {
        terms.TryGetValue(key, out long before);
        long sum = unchecked(before + coefficient);
        if (sum == 0)
        {
            terms.Remove(key);
        }
        else
        {
            terms[key] = sum;
        }
    }

    private static Polynomial Limit(SortedDictionary<string, long> terms)
    {
        if (terms.Count <= MostTerms && terms.Keys.All(k => k.Length <= LongestTerm))
        {
            return new Polynomial(terms);
        }

        string text = new Polynomial(terms).Text;
        return Symbol("#" + StringComparer.Ordinal.GetHashCode(text).ToString(CultureInfo.InvariantCulture));
    }

    private Polynomial Combine(Polynomial other, long sign)
    {
        var terms = new SortedDictionary<string, long>(_terms, StringComparer.Ordinal);
        foreach (KeyValuePair<string, long> term in other._terms)
        {
            Add(terms, term.Key, unchecked(sign * term.Value));
        }

        return Limit(terms);
    }

    private Polynomial Where(Func<string, bool> keep)
    {
        var terms = new SortedDictionary<string, long>(StringComparer.Ordinal);
        foreach (KeyValuePair<string, long> term in _terms.Where(t => keep(t.Key)))
        {
            terms[term.Key] = term.Value;
        }

        return new Polynomial(terms);
    }
}
