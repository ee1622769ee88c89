using System;
using System.Collections.Generic;
using System.Collections.Immutable;
using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using ModelGen.Declaration.Rules;

namespace ModelGen.Declaration;

/// <summary>Turns a class with <c>[Model]</c> into a <see cref="ModelDeclaration"/>. Generator and analyzers both read through it.</summary>
internal static class DeclarationReader
{
    public const string ModelAttributeName = "ModelGen.ModelAttribute";

    private const string LossAttributeName = "ModelGen.LossAttribute";

    public static bool IsModel(AttributeData attribute) => attribute.AttributeClass?.ToDisplayString() == ModelAttributeName;

    public static bool IsLoss(AttributeData attribute) => attribute.AttributeClass?.ToDisplayString() == LossAttributeName;

    public static bool IsBudget(AttributeData attribute) => attribute.AttributeClass?.ToDisplayString() == "ModelGen.BudgetAttribute";

    public static ModelDeclaration Read(INamedTypeSymbol type)
    {
        AttributeReader model = default;
        var layers = new List<LayerDeclaration>();
        var layerSyntax = new List<SyntaxNode?>();
        SyntaxNode? modelSyntax = null;
        var losses = new List<LossDeclaration>();

        ImmutableArray<AttributeData> attributes = type.GetAttributes();
        FrameworkPreset framework = attributes.FirstOrDefault(IsModel) is { } declared
            ? new AttributeReader(declared).Enumeration<FrameworkPreset>("Framework") ?? FrameworkPreset.Keras3
            : FrameworkPreset.Keras3;
        foreach (AttributeData attribute in attributes)
        {
            if (LayerReaders.TryRead(attribute, framework) is { } layer)
            {
                layers.Add(layer);
                layerSyntax.Add(PartOf(attribute));
            }
            else if (IsModel(attribute))
            {
                model = new AttributeReader(attribute);
                modelSyntax = PartOf(attribute);
            }
            else if (IsLoss(attribute))
            {
                var reader = new AttributeReader(attribute);
                losses.Add(new LossDeclaration(reader.EnumAt<LossKind>(0), reader.Boolean("FromLogits") ?? false, reader.Text("Output"), reader.Double("Weight") ?? 1) { LabelSmoothing = reader.Double("LabelSmoothing") ?? 0, Delta = reader.Double("Delta"), Blank = reader.Int32("Blank"), ZeroInfinity = reader.Boolean("ZeroInfinity") });
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
            MaxTimesteps: model.Int32("MaxTimesteps") ?? model.Int32("Timesteps"),
            Streaming: model.Boolean("Streaming") ?? false,
            Initializers: model.Enumeration<InitializerPreset>("Initializers") ?? InitializersOf(framework),
            new EquatableArray<LayerDeclaration>(layers),
            losses.FirstOrDefault(),
            new EquatableArray<int>(NumberParts(modelSyntax, layerSyntax)),
            new EquatableArray<string>(ReservedMembers(type)))
        {
            Losses = new EquatableArray<LossDeclaration>(losses),
            Timesteps = model.Int32("Timesteps"),
            WeightPrecision = model.Enumeration<WeightPrecision>("WeightPrecision") ?? WeightPrecision.Float32,
            RecomputeActivations = model.Boolean("RecomputeActivations") ?? false,
            FastActivations = model.Boolean("FastActivations") ?? false,
            Framework = framework,
            Budget = attributes.FirstOrDefault(IsBudget) is { } budget ? Read(new AttributeReader(budget)) : null,
        };
    }

    private static BudgetDeclaration Read(AttributeReader budget) => new(budget.Int64("WeightBytes"), budget.Int64("StateBytes"), budget.Int64("FlopsPerTimestep"));

    /// <summary>The members of the user's own that have a generated member's name; generated files do not count.</summary>
    public static IEnumerable<ISymbol> FindReservedMembers(INamedTypeSymbol type)
        => type.GetMembers().Where(m =>
            !m.IsImplicitlyDeclared
            && (GeneratedMembers.IsReserved(m.Name) || (GeneratedMembers.IsReservedMethod(m.Name) && m.Kind != SymbolKind.Method))
            && m.DeclaringSyntaxReferences.Any(r => !IsGenerated(r.SyntaxTree)));

    /// <summary>An analyzer sees the generator's output beside the user's files; the generator does not.</summary>
    public static bool IsGenerated(SyntaxTree tree) => tree.FilePath.EndsWith(".g.cs", StringComparison.OrdinalIgnoreCase);

    private static InitializerPreset InitializersOf(FrameworkPreset framework) => framework switch
    {
        FrameworkPreset.TensorFlow1 => InitializerPreset.TensorFlow1,
        FrameworkPreset.PyTorch => InitializerPreset.PyTorch,
        _ => InitializerPreset.Keras,
    };

    private static IEnumerable<string> ReservedMembers(INamedTypeSymbol type)
        => FindReservedMembers(type).Select(m => m.Name).Distinct();

    private static SyntaxNode? PartOf(AttributeData attribute)
        => attribute.ApplicationSyntaxReference?.GetSyntax().FirstAncestorOrSelf<BaseTypeDeclarationSyntax>();

    private static IEnumerable<int> NumberParts(SyntaxNode? modelSyntax, List<SyntaxNode?> layerSyntax)
    {
        var parts = new List<SyntaxNode?> { modelSyntax };
        foreach (SyntaxNode? syntax in layerSyntax)
        {
            int part = parts.IndexOf(syntax);
            if (part < 0)
            {
                part = parts.Count;
                parts.Add(syntax);
            }

            yield return part;
        }
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
        IsAbstract: type.IsAbstract && type.TypeKind == TypeKind.Class,
        IsFileLocal: type.IsFileLocal,
        HasPrimaryConstructor: type.DeclaringSyntaxReferences.Any(r => r.GetSyntax() is TypeDeclarationSyntax { ParameterList: not null }),
        HasParameterlessBase: type.TypeKind != TypeKind.Class || type.BaseType is not { TypeKind: TypeKind.Class } || HasParameterlessConstructor(type.BaseType, type));

    private static bool HasParameterlessConstructor(INamedTypeSymbol baseType, INamedTypeSymbol derived)
        => baseType.InstanceConstructors.Any(c => c.Parameters.All(p => p.IsOptional || p.IsParams) && c.DeclaredAccessibility switch
        {
            Accessibility.Private => false,
            Accessibility.Internal or Accessibility.ProtectedAndInternal =>
                SymbolEqualityComparer.Default.Equals(baseType.ContainingAssembly, derived.ContainingAssembly)
                || baseType.ContainingAssembly.GivesAccessTo(derived.ContainingAssembly),
            _ => true,
        });
}
