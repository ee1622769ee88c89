using System;
using System.Collections.Immutable;
using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.FlowAnalysis;

namespace ModelGen.Analyzers.Usage.Flow;

/// <summary>What an expression is worth, as far as the rules care.</summary>
internal abstract record FlowValue
{
    /// <summary>Paths disagree.</summary>
    public static FlowValue Unknown { get; } = new UnknownValue();

    /// <summary>The value as an index, or null.</summary>
    public static Polynomial? IndexOf(FlowValue? value) => value switch
    {
        NumberValue number => number.Value,
        PieceValue piece => piece.Number,
        _ => null,
    };

    private sealed record UnknownValue : FlowValue;
}

/// <summary>An integer.</summary>
internal sealed record NumberValue(Polynomial Value) : FlowValue;

/// <summary>Memory: an array, a span, a list, or a part of one.</summary>
/// <param name="Storage">What is pointed into.</param>
/// <param name="Offset">Where its first element lies.</param>
/// <param name="Moving">How it moves through the storage in loops, beyond what <paramref name="Offset"/> says.</param>
internal sealed record ReferenceValue(Storage Storage, Polynomial Offset, Directions Moving) : FlowValue
{
    /// <summary>Elements, or null where not known.</summary>
    public Polynomial? Length { get; init; }

    /// <summary>Where the memory ends that an element was picked from, or null where not known.</summary>
    public Polynomial? End { get; init; }

    /// <summary>It was reached through a view that says that timesteps come first.</summary>
    public bool IsOfView { get; init; }

    /// <summary>It is the last timestep of an output, every value of it.</summary>
    public bool IsLastTimestep { get; init; }

    /// <summary>An end was cut off: what is left may be without its padding.</summary>
    public bool IsNarrowed { get; init; }

    /// <summary>It is seen from its end, as after <c>Enumerable.Reverse</c>.</summary>
    public bool IsFlipped { get; init; }
}

/// <summary>Values that were read: one element, a vector of them, or what was computed of some.</summary>
internal sealed record PieceValue(Content Content, Directions Directions) : FlowValue
{
    /// <summary>What it was read from; null where it was computed.</summary>
    public Storage? Source { get; init; }

    /// <summary>The expression, where the value is an integer: one may index with it.</summary>
    public Polynomial? Number { get; init; }
}

/// <summary>Several values together, as a method returns them.</summary>
internal sealed record TupleValue(ImmutableArray<FlowValue?> Elements) : FlowValue
{
    public bool Equals(TupleValue? other) => other is not null && Elements.SequenceEqual(other.Elements);

    public override int GetHashCode() => Elements.Length;
}

/// <summary>An object that the body has made, with what it was given for its properties.</summary>
internal sealed record ObjectValue(SyntaxNode Creation, ImmutableDictionary<string, FlowValue> Members) : FlowValue
{
    public bool Equals(ObjectValue? other) => other is not null && Creation == other.Creation && Members.Count == other.Members.Count && Members.All(m => other.Members.TryGetValue(m.Key, out FlowValue? value) && value.Equals(m.Value));

    public override int GetHashCode() => Creation.SpanStart;
}

/// <summary>A lambda, to be gone into where it is called.</summary>
internal sealed record LambdaValue(IFlowAnonymousFunctionOperation Lambda) : FlowValue;

/// <summary>A <c>PaddedSequences</c>.</summary>
internal sealed record PaddedValue(SyntaxNode Origin, Storage Values, Storage Lengths) : FlowValue;

/// <summary>A <c>TimeMajorSpan</c> over memory.</summary>
internal sealed record TimeMajorValue(ReferenceValue Memory, SyntaxNode Origin, bool HasSeveralRows) : FlowValue;

/// <summary>A <c>SequenceDataset</c> over padded sequences without their lengths.</summary>
internal sealed record UnmaskedDataset(SyntaxNode Inputs) : FlowValue;

/// <summary>Memory that the rules tell from other memory: by what holds it or by where it is made.</summary>
internal sealed record Storage(ISymbol? Root, SyntaxNode? Creation, string Path)
{
    /// <summary>It comes from outside the method: a parameter or a field.</summary>
    public bool IsGiven => Root is IParameterSymbol or IFieldSymbol or IPropertySymbol;

    public bool Equals(Storage? other)
        => other is not null && SymbolEqualityComparer.Default.Equals(Root, other.Root) && Creation == other.Creation && Path == other.Path;

    public override int GetHashCode() => SymbolEqualityComparer.Default.GetHashCode(Root) ^ (Creation?.SpanStart ?? 0) ^ Path.GetHashCode();
}

/// <summary>What kind of values memory holds.</summary>
internal enum ContentKind
{
    /// <summary>Paths disagree, or an index could not be understood.</summary>
    Unknown,

    /// <summary>Data that no model has made.</summary>
    Raw,

    /// <summary>A model's outputs.</summary>
    Output,
}

/// <summary>What memory holds.</summary>
/// <param name="Kind">Whose values.</param>
/// <param name="Model">The model that made them.</param>
/// <param name="Origin">The call that made them.</param>
/// <param name="Order">1 in time order, −1 last timestep first, 0 unknown or no timesteps.</param>
/// <param name="Moving">Where it is one timestep that a loop overwrites: how time goes in that loop.</param>
internal sealed record Content(ContentKind Kind, ModelFacts? Model, SyntaxNode? Origin, int Order, Directions Moving)
{
    public static Content Raw { get; } = new(ContentKind.Raw, null, null, 1, Directions.None);

    public static Content Unknown { get; } = new(ContentKind.Unknown, null, null, 0, Directions.None);

    /// <summary>The user's code has reversed it, an odd number of times.</summary>
    public SyntaxNode? Reversal { get; init; }

    /// <summary>That reversal was over the whole axis and not by length.</summary>
    public bool IsWhole { get; init; }

    /// <summary>Nothing has read it since <see cref="Reversal"/>.</summary>
    public bool IsFresh { get; init; }

    /// <summary>Rows have lengths of their own.</summary>
    public bool HasLengths { get; init; }

    /// <summary>The call that padded it, or null.</summary>
    public SyntaxNode? Padding { get; init; }

    /// <summary>That padding stands at the front.</summary>
    public bool IsPaddedAtFront { get; init; }

    /// <summary>Elements per timestep, or null.</summary>
    public int? Width { get; init; }

    /// <summary>Where the data came from that it is, or was made of: two outputs of one source belong together timestep by timestep.</summary>
    public Storage? Source { get; init; }

    /// <summary>There is more than one row, as far as can be seen.</summary>
    public bool HasRows { get; init; }

    /// <summary>What made it time-major; null for batch-major, and where nothing is said of it.</summary>
    public SyntaxNode? TimeMajor { get; init; }

    /// <summary>Every element is the same.</summary>
    public bool IsUniform { get; init; }
}

/// <summary>A store into a part of memory within a loop.</summary>
/// <param name="Content">What was stored.</param>
/// <param name="Base">Where the part lies, without what the loops move.</param>
/// <param name="Stride">Elements from one timestep to the next; null for a counter or a list.</param>
/// <param name="Loops">The loops in which the place moves.</param>
/// <param name="At">The store.</param>
internal sealed record StoredPart(Content Content, Polynomial Base, Polynomial? Stride, Directions Loops, SyntaxNode At);

/// <summary>For each loop that matters: 1 forwards, −1 backwards, null unknown. Loops that are not in it do not matter.</summary>
internal sealed class Directions : IEquatable<Directions>
{
    private readonly ImmutableArray<(SyntaxNode Loop, int? Sign)> _loops;

    private Directions(ImmutableArray<(SyntaxNode Loop, int? Sign)> loops) => _loops = loops;

    public static Directions None { get; } = new(ImmutableArray<(SyntaxNode, int?)>.Empty);

    public bool IsNone => _loops.IsEmpty;

    public ImmutableArray<(SyntaxNode Loop, int? Sign)> Loops => _loops;

    /// <summary>0 where the loop does not matter.</summary>
    public int? In(SyntaxNode loop)
    {
        foreach ((SyntaxNode own, int? sign) in _loops)
        {
            if (own == loop)
            {
                return sign;
            }
        }

        return 0;
    }

    public Directions With(SyntaxNode loop, int? sign)
        => sign == 0 ? this : new Directions(_loops.RemoveAll(l => l.Loop == loop).Add((loop, sign)).Sort((a, b) => a.Loop.SpanStart.CompareTo(b.Loop.SpanStart)));

    /// <summary>Those of both; where both have a loop, their product.</summary>
    public Directions Times(Directions other)
    {
        Directions result = this;
        foreach ((SyntaxNode loop, int? sign) in other._loops)
        {
            result = result.With(loop, In(loop) is 0 ? sign : In(loop) * sign);
        }

        return result;
    }

    /// <summary>Backwards becomes forwards.</summary>
    public Directions Flipped() => new(_loops.Select(l => (l.Loop, -l.Sign)).ToImmutableArray());

    public bool Equals(Directions? other) => other is not null && _loops.SequenceEqual(other._loops);

    public override bool Equals(object? obj) => Equals(obj as Directions);

    public override int GetHashCode() => _loops.Length;
}
