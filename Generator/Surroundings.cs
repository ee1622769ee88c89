using System;
using System.Collections.Generic;
using System.Linq;
using Microsoft.CodeAnalysis;
using ModelGen.Declaration;
using ModelGen.Generator.Emit;

namespace ModelGen.Generator;

/// <summary>What lies around a model class and decides how its code and its files must be named.</summary>
internal static class Surroundings
{
    /// <summary>Adds to <paramref name="model"/>, read from <paramref name="type"/>, what its surroundings say.</summary>
    public static ModelDeclaration Describe(ModelDeclaration model, INamedTypeSymbol type, Compilation compilation)
    {
        List<INamespaceOrTypeSymbol> scopes = Scopes(type, compilation).ToList();
        return model with
        {
            ShadowedNames = new EquatableArray<string>(EmittedNames.All.Where(name => scopes.Any(scope => Declares(scope, name))).OrderBy(name => name, StringComparer.Ordinal)),
            HasTwin = HasTwin(type),
        };
    }

    /// <summary>Where the compiler looks for a simple name before it comes to the using directives of the emitted file.</summary>
    private static IEnumerable<INamespaceOrTypeSymbol> Scopes(INamedTypeSymbol type, Compilation compilation)
    {
        for (INamedTypeSymbol? outer = type; outer is not null; outer = outer.ContainingType)
        {
            for (INamedTypeSymbol? level = outer; level is { SpecialType: not SpecialType.System_Object }; level = level.BaseType)
            {
                yield return level;
            }
        }

        // With the namespaces of all references: one of them may extend the user's own.
        for (INamespaceSymbol? space = type.ContainingNamespace; space is not null; space = space.ContainingNamespace)
        {
            yield return compilation.GetCompilationNamespace(space) ?? space;
        }
    }

    /// <summary>The scope gives the name another meaning. An attribute's name is looked for with and without its suffix.</summary>
    private static bool Declares(INamespaceOrTypeSymbol scope, string name)
        => (!scope.GetMembers(name).IsEmpty || (name == "MethodImpl" && !scope.GetMembers("MethodImplAttribute").IsEmpty))
            && !(scope.IsNamespace && scope.ToDisplayString() == EmittedNames.NamespaceOf(name));

    /// <summary>The names of generated files are compared without case, those of classes with it.</summary>
    private static bool HasTwin(ISymbol symbol)
        => symbol.ContainingSymbol is INamespaceOrTypeSymbol scope
            && (scope.GetMembers().Any(m => m is INamespaceOrTypeSymbol && m.Name != symbol.Name && string.Equals(m.Name, symbol.Name, StringComparison.OrdinalIgnoreCase))
                || HasTwin(scope));
}
