using System.Collections.Generic;
using System.Text;
using ModelGen.Declaration;

namespace ModelGen.Generator.Ir;

/// <summary>Names layers as Keras does: the kind in snake case, numbered from the second one on.</summary>
internal static class LayerNames
{
    /// <summary>One name per layer of <paramref name="layers"/>; a wrapped layer's own name is not used.</summary>
    public static string[] Assign(IReadOnlyList<LayerDeclaration> layers)
    {
        var names = new string[layers.Count];
        var counts = new Dictionary<string, int>();
        for (int i = 0; i < names.Length; i++)
        {
            if (i > 0 && layers[i - 1] is BidirectionalDeclaration)
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

    /// <summary><c>lstm_1</c> becomes <c>Lstm1</c>.</summary>
    public static string ToIdentifier(string name)
    {
        var identifier = new StringBuilder();
        bool upper = true;
        foreach (char c in name)
        {
            if (c == '_')
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
