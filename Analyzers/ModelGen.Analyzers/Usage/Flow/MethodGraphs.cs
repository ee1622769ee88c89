using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Linq;
using System.Threading;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.FlowAnalysis;
using Microsoft.CodeAnalysis.Operations;
using ModelGen.Declaration;

namespace ModelGen.Analyzers.Usage.Flow;

/// <summary>The graphs of the project's own methods, each built once.</summary>
internal sealed class MethodGraphs
{
    private readonly ConcurrentDictionary<IMethodSymbol, ControlFlowGraph?> _graphs = new(SymbolEqualityComparer.Default);
    private readonly Compilation _compilation;

    public MethodGraphs(Compilation compilation) => _compilation = compilation;

    /// <summary>Null where the method has no body in the project's own source, or may be overridden.</summary>
    public ControlFlowGraph? Find(IMethodSymbol method, CancellationToken cancellation)
        => method is { IsAbstract: false, IsVirtual: false, IsOverride: false, IsExtern: false, DeclaringSyntaxReferences.Length: 1 }
            ? _graphs.GetOrAdd(method, m => Build(m, cancellation))
            : null;

    private ControlFlowGraph? Build(IMethodSymbol method, CancellationToken cancellation)
    {
        SyntaxNode syntax = method.DeclaringSyntaxReferences[0].GetSyntax(cancellation);
        if (syntax is not BaseMethodDeclarationSyntax || DeclarationReader.IsGenerated(syntax.SyntaxTree) || !_compilation.ContainsSyntaxTree(syntax.SyntaxTree))
        {
            return null;
        }

        // A called method may lie in another file than its caller; there is no model of that file at hand. Each is asked for once per method and compilation.
#pragma warning disable RS1030
        SemanticModel model = _compilation.GetSemanticModel(syntax.SyntaxTree);
#pragma warning restore RS1030
        return model.GetOperation(syntax, cancellation) switch
        {
            IMethodBodyOperation body => ControlFlowGraph.Create(body, cancellation),
            IConstructorBodyOperation body => ControlFlowGraph.Create(body, cancellation),
            _ => null,
        };
    }
}
