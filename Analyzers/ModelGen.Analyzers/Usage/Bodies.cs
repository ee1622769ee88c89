using System.Collections.Concurrent;
using System.Collections.Generic;
using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace ModelGen.Analyzers.Usage;

/// <summary>The bodies of the project's methods, for rules that follow a call. Read when asked for, and kept.</summary>
internal sealed class Bodies
{
    private readonly ConcurrentDictionary<IMethodSymbol, IOperation?> _bodies = new(SymbolEqualityComparer.Default);
    private readonly ConcurrentDictionary<INamedTypeSymbol, bool> _holders = new(SymbolEqualityComparer.Default);
    private readonly Compilation _compilation;
    private readonly ModelTypes _types;

    public Bodies(Compilation compilation, ModelTypes types)
    {
        _compilation = compilation;
        _types = types;
    }

    /// <summary>An instance, a state, a crowd or a trainer.</summary>
    public bool IsCarrier(ITypeSymbol? type)
        => type is INamedTypeSymbol { TypeKind: TypeKind.Class } && (_types.ModelOf(type) is not null || _types.IsState(type) || _types.RunBy(type) is not null || _types.IsTrainer(type));

    /// <summary>A method whose body is known, always the one that runs, and may have to do with a model.</summary>
    public bool CanFollow(IMethodSymbol method)
        => method.MethodKind is MethodKind.Ordinary or MethodKind.LocalFunction
            && !method.IsAbstract && !method.IsVirtual && !(method.IsOverride && !method.IsSealed && !method.ContainingType.IsSealed) && !method.IsExtern
            && !method.DeclaringSyntaxReferences.IsEmpty
            && (method.MethodKind == MethodKind.LocalFunction || Holds(method.ContainingType) || method.Parameters.Any(p => IsCarrier(p.Type)));

    /// <summary>The whole body, or null where there is none that a person wrote.</summary>
    public IOperation? BodyOf(IMethodSymbol method) => _bodies.GetOrAdd(method.OriginalDefinition, Read);

    /// <summary>Remembers a body that has been read for other reasons.</summary>
    public void Add(IMethodSymbol method, IOperation body) => _bodies.TryAdd(method.OriginalDefinition, body);

    /// <summary>The methods, constructors and accessors of a type that a person wrote.</summary>
    public IEnumerable<IMethodSymbol> MethodsOf(INamedTypeSymbol type)
        => type.GetMembers().OfType<IMethodSymbol>().Where(m => !m.IsImplicitlyDeclared && !m.DeclaringSyntaxReferences.IsEmpty);

    /// <summary>The type, or one that it derives from, has a model or a state among its fields and properties, or is a model.</summary>
    private bool Holds(INamedTypeSymbol type) => _holders.GetOrAdd(type, t =>
    {
        for (INamedTypeSymbol? current = t; current is { SpecialType: SpecialType.None }; current = current.BaseType)
        {
            if (IsCarrier(current) || current.InstanceConstructors.Any(c => c.Parameters.Any(p => MayCarry(p.Type))) || current.GetMembers().Any(m => MayCarry(m switch { IFieldSymbol field => field.Type, IPropertySymbol property => property.Type, _ => null })))
            {
                return true;
            }
        }

        return false;
    });

    private bool MayCarry(ITypeSymbol? type) => type switch
    {
        IArrayTypeSymbol array => MayCarry(array.ElementType),
        INamedTypeSymbol named => IsCarrier(named) || named.TypeArguments.Any(MayCarry),
        _ => false,
    };

    private IOperation? Read(IMethodSymbol method)
    {
        foreach (SyntaxReference reference in method.DeclaringSyntaxReferences)
        {
            // Generated code belongs to the models; what it does is known.
            SyntaxTree tree = reference.SyntaxTree;
            if (tree.FilePath.EndsWith(".g.cs", System.StringComparison.OrdinalIgnoreCase) || !_compilation.ContainsSyntaxTree(tree))
            {
                continue;
            }

            SyntaxNode syntax = reference.GetSyntax();
            if (syntax is ArrowExpressionClauseSyntax or BaseMethodDeclarationSyntax { Body: not null } or BaseMethodDeclarationSyntax { ExpressionBody: not null }
                or AccessorDeclarationSyntax { Body: not null } or AccessorDeclarationSyntax { ExpressionBody: not null })
            {
#pragma warning disable RS1030 // A rule that follows a call has to read another body than the one that is being analysed; few are, and each once.
                IOperation? operation = _compilation.GetSemanticModel(tree).GetOperation(syntax);
#pragma warning restore RS1030
                while (operation?.Parent is { } parent)
                {
                    operation = parent;
                }

                return operation;
            }
        }

        return null;
    }
}
