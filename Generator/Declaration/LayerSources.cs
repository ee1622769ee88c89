using System.Collections.Generic;
using System.Linq;

namespace ModelGen.Declaration;

/// <summary>Which layers a layer reads. Layers are numbered as in the declaration, wrappers included.</summary>
internal static class LayerSources
{
    /// <summary>What <c>From</c> calls the model's input, where no <c>[Input]</c> gives it another name.</summary>
    public const string InputName = "input";

    /// <summary>The number of the model's input among the sources.</summary>
    public const int Input = -1;

    /// <summary>Marks the number of a layer as that of its forward direction alone, where it does not merge its two.</summary>
    private const int Forward = 1 << 20;

    /// <summary>The same of its backward direction.</summary>
    private const int Backward = 1 << 21;

    /// <summary>The layer of a source, which may be one of its directions.</summary>
    public static int LayerOf(int source) => source == Input ? source : source & (Forward - 1);

    /// <summary>The source is one direction of a layer that does not merge them.</summary>
    public static bool IsDirection(int source) => source != Input && source >= Forward;

    /// <summary>The source is the backward direction of a layer that does not merge them.</summary>
    public static bool IsBackward(int source) => source != Input && (source & Backward) != 0;

    /// <summary>The two directions of a layer, as sources.</summary>
    public static IEnumerable<int> DirectionsOf(int layer) => new[] { layer | Forward, layer | Backward };

    /// <summary>What a direction is called: its layer's name with this ending.</summary>
    public static string Ending(int source) => !IsDirection(source) ? string.Empty : IsBackward(source) ? ".backward" : ".forward";

    /// <summary>The names in <c>From</c>, without the white space around them; null where the layer has none.</summary>
    public static string[]? Names(LayerDeclaration layer) => layer.From?.Split(',').Select(name => name.Trim()).ToArray();

    /// <summary>
    /// What the layer reads, in order: the layers that its <c>From</c> names, or the one before it. Names that nothing further up
    /// has are left out.
    /// </summary>
    /// <param name="layers">All layers.</param>
    /// <param name="layerNames">Their names, see <see cref="LayerNames"/>.</param>
    /// <param name="layer">The layer's number.</param>
    public static IReadOnlyList<int> Of(IReadOnlyList<LayerDeclaration> layers, string[] layerNames, int layer)
    {
        // A wrapped layer reads what its wrapper reads.
        if (layers[layer] is InputDeclaration)
        {
            return new[] { Input };
        }

        if (LayerNames.IsWrapped(layers, layer) || Names(layers[layer]) is not { } names)
        {
            return new[] { layer == 0 ? Input : LayerNames.IsOwnBackward(layers, layer) ? LayerNames.Computing(layers, layer) - 1 : LayerNames.Computing(layers, layer - 1) };
        }

        return names.Select(name => Find(layers, layerNames, name, layer)).OfType<int>().ToArray();
    }

    /// <summary>The number of what is called <paramref name="name"/> above the layer <paramref name="before"/>, or null.</summary>
    public static int? Find(IReadOnlyList<LayerDeclaration> layers, string[] layerNames, string name, int before)
    {
        // Declared inputs have names of their own, of which `input` may be one.
        if (name == InputName && !layers.Any(layer => layer is InputDeclaration))
        {
            return Input;
        }

        // The last of two: a wrapped layer has its wrapper's name, and is the one that computes.
        for (int index = before - 1; index >= 0; index--)
        {
            if (LayerNames.IsOwnBackward(layers, index))
            {
                continue;
            }

            if (layerNames[index] == name)
            {
                return index;
            }

            if (LayerNames.IsSplit(layers, index))
            {
                foreach (int direction in DirectionsOf(index))
                {
                    if (layerNames[index] + Ending(direction) == name)
                    {
                        return direction;
                    }
                }
            }
        }

        return null;
    }
}
