using System;
using System.Collections.Generic;
using System.Text;

namespace ModelGen.Declaration.Rules;

/// <summary>
/// MG0006: a layer's name becomes a tensor's name in files and part of a member's name in the generated code. Names are
/// compared as members, without case and underscores, so that <c>lstm1</c> and <c>lstm_1</c> collide.
/// </summary>
internal sealed class LayerNameRule : DeclarationRule
{
    public override void Check(DeclarationContext context)
    {
        var owners = new Dictionary<string, int>(StringComparer.OrdinalIgnoreCase);

        // Names that the layers get by default are fixed; where a given name collides with one, the given one is at fault.
        for (int i = 0; i < context.Layers.Count; i++)
        {
            if (context.Layers[i].Name is null && !LayerNames.IsWrapped(context.Layers, i) && !LayerNames.IsOwnBackward(context.Layers, i))
            {
                Claim(context, owners, i, context.NameOf(i));
            }
        }

        for (int i = 0; i < context.Layers.Count; i++)
        {
            if (context.Layers[i].Name is { } name)
            {
                CheckGivenName(context, owners, i, name);
            }
        }
    }

    private static void CheckGivenName(DeclarationContext context, Dictionary<string, int> owners, int layer, string name)
    {
        ProblemPlace place = ProblemPlace.Layer(layer, "Name");
        if (LayerNames.IsWrapped(context.Layers, layer) || LayerNames.IsOwnBackward(context.Layers, layer))
        {
            context.Report(
                RuleIds.Name,
                place,
                $"Name '{Printable(name)}' on the layer that [Bidirectional] wraps names nothing: its tensors go by the name of the wrapper, '{Printable(context.NameOf(layer))}'",
                "Set Name on [Bidirectional]",
                related: ProblemPlace.Layer(LayerNames.Computing(context.Layers, layer) - 1));
        }
        else if (name == LayerSources.InputName && context.IsGraph && context.Layers[layer] is not InputDeclaration)
        {
            context.Report(
                RuleIds.Name,
                place,
                "A layer is named 'input', which in From is the model's own input",
                "Give this layer another name",
                suggestion: Unused(owners, context.Layers[layer].Kind));
        }
        else if (!IsIdentifier(name))
        {
            string suggestion = Unused(owners, ToIdentifier(name, context.Layers[layer].Kind));
            context.Report(
                RuleIds.Name,
                place,
                $"Layer name '{Printable(name)}' is not an identifier",
                "Use letters a-z and A-Z, digits and underscores, and start with a letter or an underscore",
                suggestion: suggestion);
            Claim(context, owners, layer, suggestion);
        }
        else if (FindOwner(context, owners, layer, name) is { } other)
        {
            string suggestion = Unused(owners, name);
            string otherName = context.NameOf(other);
            string what = otherName == name
                ? $"Two layers are named '{name}'"
                : $"Layer name '{name}' is too close to the name of layer '{otherName}': both become the same member in the generated code";
            context.Report(
                RuleIds.Name,
                place,
                what,
                "Give this layer a name that differs in more than case and underscores",
                suggestion: suggestion);
            Claim(context, owners, layer, suggestion);
        }
        else
        {
            Claim(context, owners, layer, name);
        }
    }

    private static int? FindOwner(DeclarationContext context, Dictionary<string, int> owners, int layer, string name)
    {
        foreach (string key in Keys(context, layer, name))
        {
            if (owners.TryGetValue(key, out int owner))
            {
                return owner;
            }
        }

        return null;
    }

    private static void Claim(DeclarationContext context, Dictionary<string, int> owners, int layer, string name)
    {
        foreach (string key in Keys(context, layer, name))
        {
            if (!owners.ContainsKey(key))
            {
                owners.Add(key, layer);
            }
        }
    }

    /// <summary>The member names of a layer; a bidirectional one has a set per direction.</summary>
    private static IEnumerable<string> Keys(DeclarationContext context, int layer, string name)
    {
        string identifier = LayerNames.ToIdentifier(name);
        yield return identifier;
        if (context.Layers[layer] is BidirectionalDeclaration)
        {
            yield return identifier + "Forward";
            yield return identifier + "Backward";
        }
    }

    private static string Unused(Dictionary<string, int> owners, string name)
    {
        string candidate = name;
        for (int i = 2; IsTaken(candidate); i++)
        {
            candidate = $"{name}_{i}";
        }

        return candidate;

        bool IsTaken(string text)
        {
            string key = LayerNames.ToIdentifier(text);
            return owners.ContainsKey(key) || owners.ContainsKey(key + "Forward") || owners.ContainsKey(key + "Backward");
        }
    }

    private static bool IsIdentifier(string name)
    {
        foreach (char c in name)
        {
            if (!IsWordCharacter(c))
            {
                return false;
            }
        }

        return name.Length > 0 && name[0] is not (>= '0' and <= '9');
    }

    private static bool IsWordCharacter(char c) => c is (>= 'a' and <= 'z') or (>= 'A' and <= 'Z') or (>= '0' and <= '9') or '_';

    private static string ToIdentifier(string name, string kind)
    {
        var text = new StringBuilder();
        bool anyWord = false;
        foreach (char c in name)
        {
            bool isWord = IsWordCharacter(c);
            anyWord |= isWord && c != '_';
            text.Append(isWord ? c : '_');
        }

        if (!anyWord)
        {
            return kind;
        }

        return text[0] is >= '0' and <= '9' ? $"{kind}_{text}" : text.ToString();
    }

    /// <summary>A message is one line, whatever the name holds.</summary>
    public static string Printable(string name)
    {
        var text = new StringBuilder();
        foreach (char c in name)
        {
            text.Append(char.IsControl(c) || char.IsSurrogate(c) ? '?' : c);
        }

        return text.ToString();
    }
}
