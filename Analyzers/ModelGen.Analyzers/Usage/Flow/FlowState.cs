using System.Collections.Generic;
using System.Collections.Immutable;
using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.FlowAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace ModelGen.Analyzers.Usage.Flow;

/// <summary>What is known at one point of a body.</summary>
internal sealed record FlowState
{
    public static FlowState Empty { get; } = new();

    public ImmutableDictionary<ISymbol, FlowValue> Variables { get; init; } = ImmutableDictionary.Create<ISymbol, FlowValue>(SymbolEqualityComparer.Default);

    public ImmutableDictionary<CaptureId, FlowValue> Captures { get; init; } = ImmutableDictionary<CaptureId, FlowValue>.Empty;

    /// <summary>What memory holds. What is not in it holds raw values in time order, or nothing yet.</summary>
    public ImmutableDictionary<Storage, Content> Contents { get; init; } = ImmutableDictionary<Storage, Content>.Empty;

    /// <summary>What loops have stored into parts of memory.</summary>
    public ImmutableDictionary<Storage, ImmutableArray<StoredPart>> Parts { get; init; } = ImmutableDictionary<Storage, ImmutableArray<StoredPart>>.Empty;

    public Content ContentOf(Storage storage)
    {
        Content content = Contents.TryGetValue(storage, out Content? known) ? known : Content.Raw;
        return content.Source is null && content.Kind == ContentKind.Raw ? content with { Source = storage } : content;
    }

    public FlowState With(Storage storage, Content content) => this with { Contents = Contents.SetItem(storage, content), Parts = Parts.Remove(storage) };

    /// <summary>What is known where two paths meet.</summary>
    public static FlowState Join(FlowState left, FlowState right)
    {
        if (ReferenceEquals(left, right))
        {
            return left;
        }

        return new FlowState
        {
            Variables = Merge(left.Variables, right.Variables, JoinVariable),
            Captures = Merge(left.Captures, right.Captures, (_, a, b) => a is null ? b : b is null || a.Equals(b) ? a : FlowValue.Unknown),
            Contents = Merge(left.Contents, right.Contents, JoinContent),
            Parts = Merge(left.Parts, right.Parts, (_, a, b) => a.IsDefault ? b : b.IsDefault || a.SequenceEqual(b) ? a : a.Union(b).ToImmutableArray()),
        };
    }

    public bool IsSame(FlowState other)
        => IsSame(Variables, other.Variables) && IsSame(Captures, other.Captures) && IsSame(Contents, other.Contents)
            && Parts.Count == other.Parts.Count && Parts.All(p => other.Parts.TryGetValue(p.Key, out ImmutableArray<StoredPart> parts) && parts.SequenceEqual(p.Value));

    private static FlowValue? JoinVariable(ISymbol symbol, FlowValue? a, FlowValue? b)
    {
        // A local that only one path has set is not read after the other one.
        if (a is null || b is null)
        {
            return symbol is ILocalSymbol ? a ?? b : FlowValue.Unknown;
        }

        return a.Equals(b) ? a : a is NumberValue && b is NumberValue ? new NumberValue(Polynomial.Of(Symbols.Of(symbol))) : FlowValue.Unknown;
    }

    private static Content? JoinContent(Storage storage, Content? a, Content? b)
    {
        if (a is null || b is null)
        {
            // Outputs that one path has not computed yet are nothing to go by; data that one path has reversed is uncertain.
            Content known = (a ?? b)!;
            return known.Kind == ContentKind.Output || !storage.IsGiven ? known with { TimeMajor = null } : Content.Unknown;
        }

        return a.Equals(b) ? a : a with { IsFresh = false } == b with { IsFresh = false } ? a with { IsFresh = false }
            : a is { Kind: ContentKind.Raw, TimeMajor: not null } && b.Kind == ContentKind.Raw && a.TimeMajor == b.TimeMajor && a.Order == b.Order ? Content.Raw with { Order = a.Order, TimeMajor = a.TimeMajor }
            : Content.Unknown;
    }

    private static ImmutableDictionary<TKey, TValue> Merge<TKey, TValue>(
        ImmutableDictionary<TKey, TValue> left,
        ImmutableDictionary<TKey, TValue> right,
        System.Func<TKey, TValue?, TValue?, TValue?> join)
        where TKey : notnull
    {
        if (ReferenceEquals(left, right))
        {
            return left;
        }

        ImmutableDictionary<TKey, TValue>.Builder result = left.ToBuilder();
        foreach (TKey key in left.Keys.Union(right.Keys, left.KeyComparer))
        {
            bool inLeft = left.TryGetValue(key, out TValue? a);
            bool inRight = right.TryGetValue(key, out TValue? b);
            if (join(key, inLeft ? a : default, inRight ? b : default) is { } value)
            {
                result[key] = value;
            }
        }

        return result.ToImmutable();
    }

    private static bool IsSame<TKey, TValue>(ImmutableDictionary<TKey, TValue> left, ImmutableDictionary<TKey, TValue> right)
        where TKey : notnull
        => ReferenceEquals(left, right) || (left.Count == right.Count && left.All(p => right.TryGetValue(p.Key, out TValue? value) && EqualityComparer<TValue>.Default.Equals(p.Value, value)));
}

/// <summary>Variables as symbols of a <see cref="Polynomial"/>.</summary>
internal static class Symbols
{
    public static IndexSymbol Of(ISymbol variable)
        => new($"{variable.Name}@{(variable.Locations.Length > 0 && variable.Locations[0].IsInSource ? variable.Locations[0].SourceSpan.Start : -1)}", ImmutableArray.Create(variable)) { IsVariable = true };

    /// <summary>An expression that is not taken apart.</summary>
    public static IndexSymbol Of(IOperation expression)
        => new(expression.Syntax.ToString(), expression.DescendantsAndSelf().Select(VariableOf).OfType<ISymbol>().Distinct<ISymbol>(SymbolEqualityComparer.Default).ToImmutableArray());

    /// <summary>The variable that an operation reads, or null.</summary>
    public static ISymbol? VariableOf(IOperation operation) => operation switch
    {
        ILocalReferenceOperation local => local.Local,
        IParameterReferenceOperation parameter => parameter.Parameter,
        IFieldReferenceOperation { Instance: null or IInstanceReferenceOperation } field => field.Field,
        IPropertyReferenceOperation { Instance: null or IInstanceReferenceOperation, Arguments.Length: 0 } property => property.Property,
        _ => null,
    };
}
