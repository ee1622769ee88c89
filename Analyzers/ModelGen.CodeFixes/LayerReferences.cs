using System;
using System.Collections.Generic;
using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace ModelGen.CodeFixes;

/// <summary>What other attributes of a class say about a layer: its name in <c>From</c> of layers below it and in <c>Output</c> of losses.</summary>
internal static class LayerReferences
{
    /// <summary>Writes <paramref name="now"/> for <paramref name="then"/> wherever that is layer <paramref name="layer"/>.</summary>
    public static void Rename(DeclarationEditor editor, AttributeSyntax layer, string then, string now)
    {
        AttributeSyntax[] attributes = AttributesBeside(layer);
        bool isOnly = attributes.All(a => a == layer || !IsNamed(a, then));
        bool isAbove = false;
        foreach (AttributeSyntax attribute in attributes)
        {
            if (KindOf(attribute) == "Loss")
            {
                if (isOnly)
                {
                    Replace(editor, attribute, "Output", then, now);
                }
            }
            else if (isAbove)
            {
                Replace(editor, attribute, "From", then, now);
            }

            // A name is that of the nearest layer above.
            isAbove = attribute == layer || (isAbove && !IsNamed(attribute, then));
        }
    }

    /// <summary>The attributes of the declaration, in the order in which layers run.</summary>
    public static AttributeSyntax[] AttributesBeside(AttributeSyntax attribute)
        => attribute.Parent?.Parent is TypeDeclarationSyntax type ? type.AttributeLists.SelectMany(l => l.Attributes).ToArray() : Array.Empty<AttributeSyntax>();

    /// <summary>The name of an attribute without its namespace and ending.</summary>
    public static string KindOf(AttributeSyntax attribute)
    {
        string name = attribute.Name is QualifiedNameSyntax or AliasQualifiedNameSyntax ? attribute.Name.GetLastToken().ValueText : attribute.Name.ToString();
        return name.EndsWith("Attribute", StringComparison.Ordinal) ? name.Substring(0, name.Length - "Attribute".Length) : name;
    }

    private static void Replace(DeclarationEditor editor, AttributeSyntax attribute, string argument, string then, string now)
    {
        if (TextOf(attribute, argument) is { } text && Renamed(text) != text)
        {
            // Another layer's new name may have been written meanwhile.
            editor.Change(attribute, current =>
                current.ArgumentList!.Arguments.First(a => a.NameEquals?.Name.Identifier.ValueText == argument).Expression is LiteralExpressionSyntax literal
                    ? current.ReplaceNode(literal, Literals.String(Renamed(literal.Token.ValueText)).WithTriviaFrom(literal))
                    : current);
        }

        string Renamed(string list) => string.Join(",", list.Split(',').Select(RenamedOne));

        string RenamedOne(string source)
        {
            string name = source.Trim();
            string ending = new[] { ".forward", ".backward" }.FirstOrDefault(e => name == then + e) ?? string.Empty;
            return name.Length > 0 && name == then + ending ? source.Replace(name, now + ending) : source;
        }
    }

    /// <summary>The attribute gives its layer the name, or the layer may have it by default.</summary>
    private static bool IsNamed(AttributeSyntax attribute, string name)
        => attribute.ArgumentList?.Arguments.FirstOrDefault(a => a.NameEquals?.Name.Identifier.ValueText == "Name") is null
            ? string.Equals(KindOf(attribute), name.Replace("_", string.Empty).TrimEnd('0', '1', '2', '3', '4', '5', '6', '7', '8', '9'), StringComparison.OrdinalIgnoreCase)
            : TextOf(attribute, "Name") == name;

    private static string? TextOf(AttributeSyntax attribute, string argument)
        => attribute.ArgumentList?.Arguments.FirstOrDefault(a => a.NameEquals?.Name.Identifier.ValueText == argument)?.Expression is LiteralExpressionSyntax { Token.Value: string text } ? text : null;
}
