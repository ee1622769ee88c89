using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using ModelGen.Declaration;

namespace ModelGen.Analyzers.Declaration;

/// <summary>Finds the place of a <see cref="DeclarationProblem"/> in the source.</summary>
internal sealed class ProblemLocator
{
    private readonly INamedTypeSymbol _type;
    private readonly CancellationToken _cancellation;
    private readonly List<AttributeData> _layers = new();
    private readonly AttributeData? _model;
    private readonly AttributeData? _budget;
    private readonly List<AttributeData> _losses = new();

    public ProblemLocator(INamedTypeSymbol type, CancellationToken cancellation)
    {
        _type = type;
        _cancellation = cancellation;
        foreach (AttributeData attribute in type.GetAttributes())
        {
            if (LayerReaders.TryRead(attribute) is not null)
            {
                _layers.Add(attribute);
            }
            else if (DeclarationReader.IsModel(attribute))
            {
                _model = attribute;
            }
            else if (DeclarationReader.IsBudget(attribute))
            {
                _budget = attribute;
            }
            else if (DeclarationReader.IsLoss(attribute))
            {
                _losses.Add(attribute);
            }
        }
    }

    /// <summary>
    /// The attribute at fault does not compile, so the compiler reports it and its values are unknown: one error is
    /// more help than two.
    /// </summary>
    public bool IsLeftToCompiler(ProblemPlace place)
        => AttributeAt(place) is { } attribute
            && (attribute.AttributeConstructor is null
                || attribute.ConstructorArguments.Any(a => a.Kind == TypedConstantKind.Error)
                || attribute.NamedArguments.Any(a => a.Value.Kind == TypedConstantKind.Error)
                || attribute.ApplicationSyntaxReference?.GetSyntax(_cancellation).ContainsDiagnostics == true);

    /// <summary>The location of <paramref name="place"/>: the argument, modifier or name at fault.</summary>
    public Location Find(ProblemPlace place)
        => place.Target switch
        {
            ProblemTarget.Type => FindInType(place) ?? _type.Locations[0],
            ProblemTarget.Member => FindMember(place.Part),
            _ => FindInAttribute(AttributeAt(place), place.Part) ?? _type.Locations[0],
        };

    private AttributeData? AttributeAt(ProblemPlace place) => place.Target switch
    {
        ProblemTarget.Model => _model,
        ProblemTarget.Budget => _budget,
        ProblemTarget.Loss when place.Index < _losses.Count => _losses[place.Index],
        ProblemTarget.Layer when place.Index < _layers.Count => _layers[place.Index],
        _ => null,
    };

    private Location? FindInAttribute(AttributeData? attribute, string? argument)
    {
        if (attribute?.ApplicationSyntaxReference?.GetSyntax(_cancellation) is not AttributeSyntax syntax)
        {
            return null;
        }

        return (FindArgument(attribute, syntax, argument) ?? (SyntaxNode)syntax).GetLocation();
    }

    private static AttributeArgumentSyntax? FindArgument(AttributeData attribute, AttributeSyntax syntax, string? name)
    {
        if (name is null || syntax.ArgumentList is null)
        {
            return null;
        }

        SeparatedSyntaxList<AttributeArgumentSyntax> arguments = syntax.ArgumentList.Arguments;
        AttributeArgumentSyntax? named = arguments.FirstOrDefault(
            a => a.NameEquals?.Name.Identifier.ValueText == name || a.NameColon?.Name.Identifier.ValueText == name);
        if (named is not null)
        {
            return named;
        }

        int position = attribute.AttributeConstructor?.Parameters.IndexOf(attribute.AttributeConstructor.Parameters.FirstOrDefault(p => p.Name == name)!) ?? -1;
        return position >= 0 && position < arguments.Count && arguments[position] is { NameEquals: null, NameColon: null } positional
            ? positional
            : null;
    }

    private Location? FindInType(ProblemPlace place)
    {
        TypeDeclarationSyntax[] declarations = DeclarationsOf(TypeAt(place.Index)).ToArray();
        foreach (TypeDeclarationSyntax declaration in declarations)
        {
            Location? location = place.Part switch
            {
                // A problem with the whole type is a missing 'partial' where one is missing.
                null => declaration.Modifiers.Any(SyntaxKind.PartialKeyword) ? null : declaration.Identifier.GetLocation(),
                TypePart.Keyword => declaration.Keyword.GetLocation(),
                TypePart.TypeParameters => declaration.TypeParameterList?.GetLocation(),
                TypePart.Parameters => declaration.ParameterList?.GetLocation(),
                TypePart.Base => declaration.BaseList?.Types.FirstOrDefault()?.GetLocation(),
                string modifier => declaration.Modifiers.FirstOrDefault(m => m.ValueText == modifier) is { RawKind: not 0 } token ? token.GetLocation() : null,
            };
            if (location is not null)
            {
                return location;
            }
        }

        return declarations.FirstOrDefault()?.Identifier.GetLocation();
    }

    private INamedTypeSymbol TypeAt(int container)
    {
        if (container < 0)
        {
            return _type;
        }

        var containers = new List<INamedTypeSymbol>();
        for (INamedTypeSymbol? outer = _type.ContainingType; outer is not null; outer = outer.ContainingType)
        {
            containers.Insert(0, outer);
        }

        return container < containers.Count ? containers[container] : _type;
    }

    /// <summary>The declarations that a user wrote, the one with [Model] first.</summary>
    private IEnumerable<TypeDeclarationSyntax> DeclarationsOf(INamedTypeSymbol type)
    {
        SyntaxNode? model = _model?.ApplicationSyntaxReference?.GetSyntax(_cancellation);
        return type.DeclaringSyntaxReferences
            .Select(r => r.GetSyntax(_cancellation))
            .OfType<TypeDeclarationSyntax>()
            .Where(d => !DeclarationReader.IsGenerated(d.SyntaxTree))
            .OrderByDescending(d => model is not null && d.SyntaxTree == model.SyntaxTree && d.Span.Contains(model.Span));
    }

    private Location FindMember(string? name)
        => DeclarationReader.FindReservedMembers(_type).Where(m => m.Name == name).SelectMany(m => m.Locations).FirstOrDefault(l => l.IsInSource)
            ?? _type.Locations[0];
}
