using System;
using System.Collections.Generic;
using System.Collections.Immutable;
using System.Linq;

namespace ModelGen.Analyzers.Usage.Flow;

/// <summary>
/// An integer expression as a sum of products of symbols: what an index into a sequence is. Symbols are variables and
/// anything that cannot be taken apart, by name; all but loop variables are taken to be sizes, that is ≥ 0.
/// </summary>
internal sealed class Polynomial : IEquatable<Polynomial>
{
    // Beyond this nobody reads an index any more, and products would grow without bound.
    private const int MostTerms = 24;

    private readonly ImmutableSortedDictionary<string, Term> _terms;

    private Polynomial(ImmutableSortedDictionary<string, Term> terms) => _terms = terms;

    public static Polynomial Zero { get; } = new(ImmutableSortedDictionary<string, Term>.Empty);

    /// <summary>Not a number that can be reasoned about.</summary>
    public bool IsUnknown => _terms.Count > MostTerms;

    /// <summary>The value, where no symbol is in it.</summary>
    public long? Constant => _terms.Count == 0 ? 0 : _terms.Count == 1 && _terms.TryGetValue(string.Empty, out Term term) ? term.Factor : null;

    public static Polynomial Of(long value) => value == 0 ? Zero : new(Zero._terms.Add(string.Empty, new Term(value, ImmutableArray<IndexSymbol>.Empty)));

    public static Polynomial Of(IndexSymbol symbol) => new(Zero._terms.Add(symbol.Name, new Term(1, ImmutableArray.Create(symbol))));

    public static Polynomial operator +(Polynomial left, Polynomial right) => left.Add(right, 1);

    public static Polynomial operator -(Polynomial left, Polynomial right) => left.Add(right, -1);

    public static Polynomial operator *(Polynomial left, Polynomial right)
    {
        Polynomial product = Zero;
        if (left._terms.Count * right._terms.Count > MostTerms)
        {
            // Still a number, of which it is only known what it is made of.
            string name = $"({left})*({right})";
            return Of(new IndexSymbol(name, left.Symbols.Concat(right.Symbols).SelectMany(s => s.Parts).Distinct<Microsoft.CodeAnalysis.ISymbol>(Microsoft.CodeAnalysis.SymbolEqualityComparer.Default).ToImmutableArray()));
        }

        foreach (Term a in left._terms.Values)
        {
            foreach (Term b in right._terms.Values)
            {
                Term term = new(unchecked(a.Factor * b.Factor), a.Symbols.AddRange(b.Symbols).Sort((x, y) => string.CompareOrdinal(x.Name, y.Name)));
                product = product.Add(new Polynomial(Zero._terms.Add(term.Key, term)), 1);
            }
        }

        return product;
    }

    /// <summary>Everything that it is made of.</summary>
    public IEnumerable<IndexSymbol> Symbols => _terms.Values.SelectMany(t => t.Symbols);

    /// <summary>
    /// Whether the value rises (1) or falls (−1) as <paramref name="direction"/> says that its symbols do; 0 where it stays,
    /// null where that cannot be told.
    /// </summary>
    public int? DirectionBy(Func<IndexSymbol, int?> direction)
    {
        int found = 0;
        foreach (Term term in _terms.Values)
        {
            int moving = 0;
            foreach (IndexSymbol symbol in term.Symbols)
            {
                if (direction(symbol) is not { } one)
                {
                    return null;
                }

                if (one != 0)
                {
                    if (moving != 0)
                    {
                        return null;
                    }

                    moving = one;
                }
            }

            if (moving == 0)
            {
                continue;
            }

            int sign = moving * Math.Sign(term.Factor);
            if (found != 0 && found != sign)
            {
                return null;
            }

            found = sign;
        }

        return found;
    }

    /// <summary>What the symbols that <paramref name="moves"/> names are multiplied with, all of them together; null where two of them are.</summary>
    public Polynomial? StrideBy(Func<IndexSymbol, bool> moves)
    {
        Polynomial stride = Zero;
        foreach (Term term in _terms.Values)
        {
            int count = term.Symbols.Count(moves);
            if (count > 1)
            {
                return null;
            }

            if (count == 1)
            {
                var rest = new Term(term.Factor, term.Symbols.RemoveAll(s => moves(s)));
                stride = stride.Add(new Polynomial(Zero._terms.Add(rest.Key, rest)), 1);
            }
        }

        return stride;
    }

    /// <summary>Every term is a multiple of <paramref name="divisor"/>, which has one term; what it is multiplied with, or null.</summary>
    public Polynomial? DividedBy(Polynomial divisor)
    {
        if (divisor._terms.Count != 1)
        {
            return null;
        }

        Term by = divisor._terms.Values.First();
        Polynomial quotient = Zero;
        foreach (Term term in _terms.Values)
        {
            ImmutableArray<IndexSymbol> rest = term.Symbols;
            foreach (IndexSymbol symbol in by.Symbols)
            {
                int at = rest.IndexOf(symbol);
                if (at < 0)
                {
                    return null;
                }

                rest = rest.RemoveAt(at);
            }

            if (term.Factor % by.Factor != 0)
            {
                return null;
            }

            var one = new Term(term.Factor / by.Factor, rest);
            quotient = quotient.Add(new Polynomial(Zero._terms.Add(one.Key, one)), 1);
        }

        return quotient;
    }

    /// <summary>The one symbol that it is, or null.</summary>
    public IndexSymbol? Single => _terms.Count == 1 && _terms.Values.First() is { Factor: 1, Symbols.Length: 1 } term ? term.Symbols[0] : null;

    /// <summary>The part whose terms hold only symbols that <paramref name="keep"/> wants.</summary>
    public Polynomial Where(Func<IndexSymbol, bool> keep) => new(_terms.Where(t => t.Value.Symbols.All(keep)).ToImmutableSortedDictionary());

    public bool Equals(Polynomial? other)
        => other is not null && _terms.Count == other._terms.Count && _terms.Keys.SequenceEqual(other._terms.Keys) && _terms.Values.Select(t => t.Factor).SequenceEqual(other._terms.Values.Select(t => t.Factor));

    public override bool Equals(object? obj) => Equals(obj as Polynomial);

    public override int GetHashCode() => _terms.Count == 0 ? 0 : _terms.Keys.First().GetHashCode() ^ _terms.Count;

    public override string ToString() => string.Join(" + ", _terms.Values.Select(t => t.Key.Length == 0 ? $"{t.Factor}" : $"{t.Factor}*{t.Key}"));

    private Polynomial Add(Polynomial other, int sign)
    {
        ImmutableSortedDictionary<string, Term> terms = _terms;
        foreach (KeyValuePair<string, Term> pair in other._terms)
        {
            long factor = unchecked((terms.TryGetValue(pair.Key, out Term own) ? own.Factor : 0) + (sign * pair.Value.Factor));
            terms = factor == 0 ? terms.Remove(pair.Key) : terms.SetItem(pair.Key, new Term(factor, pair.Value.Symbols));
        }

        return new Polynomial(terms);
    }

    private readonly record struct Term(long Factor, ImmutableArray<IndexSymbol> Symbols)
    {
        public string Key => string.Join("*", Symbols.Select(s => s.Name));
    }
}

/// <summary>A variable in an index, or an expression that is not taken apart.</summary>
/// <param name="Name">Its text; of variables of equal names the text tells which.</param>
/// <param name="Parts">The variables that it is made of; a variable is its own only part.</param>
internal sealed record IndexSymbol(string Name, ImmutableArray<Microsoft.CodeAnalysis.ISymbol> Parts)
{
    /// <summary>It is a variable and not an expression of others.</summary>
    public bool IsVariable { get; init; }

    public bool Equals(IndexSymbol? other) => other is not null && Name == other.Name;

    public override int GetHashCode() => Name.GetHashCode();
}
