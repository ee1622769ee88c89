using System.Collections.Generic;
using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace ModelGen.Declaration;

/// <summary>Turns a class with <c>[Model]</c> into a <see cref="ModelDeclaration"/>. Generator and analyzers both read through it.</summary>
internal static class DeclarationReader
{
    public const string ModelAttributeName = "ModelGen.ModelAttribute";

    public static ModelDeclaration Read(INamedTypeSymbol type)
    {
        AttributeReader model = default;
        var layers = new List<LayerDeclaration>();
        var layerParts = new HashSet<SyntaxNode>();
        LossDeclaration? loss = null;

        foreach (AttributeData attribute in type.GetAttributes())
        {
            if (LayerReaders.TryRead(attribute) is { } layer)
            {
                layers.Add(layer);
                if (attribute.ApplicationSyntaxReference?.GetSyntax().FirstAncestorOrSelf<TypeDeclarationSyntax>() is { } part)
                {
                    layerParts.Add(part);
                }
            }
            else if (attribute.AttributeClass?.ToDisplayString() == ModelAttributeName)
            {
                model = new AttributeReader(attribute);
            }
            else if (attribute.AttributeClass?.ToDisplayString() == "ModelGen.LossAttribute")
            {
                var reader = new AttributeReader(attribute);
                loss = new LossDeclaration(reader.EnumAt<LossKind>(0), reader.Boolean("FromLogits") ?? false);
            }
        }

        var containers = new Stack<TypeDeclaration>();
        for (INamedTypeSymbol? outer = type.ContainingType; outer is not null; outer = outer.ContainingType)
        {
            containers.Push(Describe(outer));
        }

        return new ModelDeclaration(
            type.ContainingNamespace is { IsGlobalNamespace: false } space ? space.ToDisplayString() : string.Empty,
            new EquatableArray<TypeDeclaration>(containers),
            Describe(type),
            Features: model.Int32("Features"),
            MaxTimesteps: model.Int32("MaxTimesteps"),
            Streaming: model.Boolean("Streaming") ?? false,
            Initializers: model.Enumeration<InitializerPreset>("Initializers") ?? InitializerPreset.Keras,
            new EquatableArray<LayerDeclaration>(layers),
            loss,
            layerParts.Count);
    }

    private static TypeDeclaration Describe(INamedTypeSymbol type) => new(
        type.Name,
        Keywords: (type.IsRecord, type.TypeKind) switch
        {
            (true, TypeKind.Struct) => "record struct",
            (true, _) => "record",
            (_, TypeKind.Struct) => "struct",
            (_, TypeKind.Interface) => "interface",
            _ => "class",
        },
        TypeParameters: type.TypeParameters.Length == 0 ? string.Empty : "<" + string.Join(", ", type.TypeParameters.Select(p => p.Name)) + ">",
        IsPartial: type.DeclaringSyntaxReferences.All(r => r.GetSyntax() is TypeDeclarationSyntax s && s.Modifiers.Any(SyntaxKind.PartialKeyword)),
        IsStatic: type.IsStatic,
        IsAbstract: type.IsAbstract && type.TypeKind == TypeKind.Class);
}
