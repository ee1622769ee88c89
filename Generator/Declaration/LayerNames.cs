using System.Collections.Generic;
using System.Text;

namespace ModelGen.Declaration;

/// <summary>Names layers as Keras does: the kind in snake case, numbered from the second one on.</summary>
internal static class LayerNames
{
    /// <summary>One name per layer of <paramref name="layers"/>; a wrapped layer goes by its wrapper's name.</summary>
    public static string[] Assign(IReadOnlyList<LayerDeclaration> layers)
    {
        var names = new string[layers.Count];
        var counts = new Dictionary<string, int>();
        for (int i = 0; i < names.Length; i++)
        {
            if (IsWrapped(layers, i) || IsOwnBackward(layers, i))
            {
                names[i] = names[i - 1];
                continue;
            }

            string kind = layers[i].Kind;
            counts.TryGetValue(kind, out int count);
            counts[kind] = count + 1;
            names[i] = layers[i].Name ?? (count == 0 ? kind : $"{kind}_{count}");
        }

        return names;
    }

    /// <summary>Layer <paramref name="index"/> is the one that the wrapper before it wraps.</summary>
    public static bool IsWrapped(IReadOnlyList<LayerDeclaration> layers, int index)
        => index > 0 && layers[index - 1] is BidirectionalDeclaration && layers[index] is RecurrentDeclaration;

    /// <summary>Layer <paramref name="index"/> belongs to the opposite direction of the bidirectional one above it: [BackwardLayer], or the layer after it.</summary>
    public static bool IsOwnBackward(IReadOnlyList<LayerDeclaration> layers, int index)
        => layers[index] is BackwardLayerDeclaration ? index > 0 && IsWrapped(layers, index - 1)
            : index > 0 && layers[index] is RecurrentDeclaration && layers[index - 1] is BackwardLayerDeclaration && IsOwnBackward(layers, index - 1);

    /// <summary>The layer of the opposite direction of wrapped layer <paramref name="index"/>, or null where it shares that layer's options.</summary>
    public static RecurrentDeclaration? OwnBackward(IReadOnlyList<LayerDeclaration> layers, int index)
        => index + 2 < layers.Count && layers[index + 1] is BackwardLayerDeclaration && IsWrapped(layers, index) ? layers[index + 2] as RecurrentDeclaration : null;

    /// <summary>The layer that computes what layer <paramref name="index"/> is a part of.</summary>
    public static int Computing(IReadOnlyList<LayerDeclaration> layers, int index)
    {
        while (index > 0 && IsOwnBackward(layers, index))
        {
            index--;
        }

        return index;
    }

    /// <summary>What layer <paramref name="index"/> computes is two outputs: the directions of a bidirectional layer that does not merge them.</summary>
    public static bool IsSplit(IReadOnlyList<LayerDeclaration> layers, int index)
        => IsWrapped(layers, index) && layers[index - 1] is BidirectionalDeclaration { Merge: MergeMode.None };

    /// <summary>The start of the members that are emitted for a layer: <c>lstm_1</c> becomes <c>Lstm1</c>.</summary>
    public static string ToIdentifier(string name)
    {
        var identifier = new StringBuilder();
        bool upper = true;
        foreach (char c in name)
        {
            if (c is '_' or '.')
            {
                upper = true;
                continue;
            }

            identifier.Append(upper ? char.ToUpperInvariant(c) : c);
            upper = false;
        }

        return identifier.Length == 0 || char.IsDigit(identifier[0]) ? "Layer" + identifier : identifier.ToString();
    }
}
