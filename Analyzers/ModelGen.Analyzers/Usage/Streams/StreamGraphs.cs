using System;
using System.Collections.Concurrent;
using System.Collections.Generic;
using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.FlowAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace ModelGen.Analyzers.Usage.Streams;

/// <summary>The graphs of all methods of one compilation, made when asked for.</summary>
internal sealed class StreamGraphs
{
    private const int MostCalls = 6;

    // Methods that call each other: the second time round, what they do is not known.
    [ThreadStatic]
    private static HashSet<IMethodSymbol>? s_building;

    private readonly ConcurrentDictionary<IMethodSymbol, StreamGraph?> _graphs = new(SymbolEqualityComparer.Default);

    public StreamGraphs(ModelTypes types, Bodies bodies)
    {
        Types = types;
        Bodies = bodies;
    }

    public ModelTypes Types { get; }

    public Bodies Bodies { get; }

    /// <summary>The graph of a method with a body in the project.</summary>
    public StreamGraph? Of(IMethodSymbol method) => Of(method, 0);

    /// <summary>Graphs of all methods of a type.</summary>
    public IEnumerable<(IMethodSymbol Method, StreamGraph Graph)> OfType(INamedTypeSymbol type)
    {
        foreach (IMethodSymbol method in Bodies.MethodsOf(type))
        {
            if (Of(method) is { } graph)
            {
                yield return (method, graph);
            }
        }
    }

    /// <summary>The graph of a method that is called <paramref name="depth"/> calls below the one that is analysed.</summary>
    public StreamGraph? Of(IMethodSymbol method, int depth)
    {
        if (_graphs.TryGetValue(method, out StreamGraph? known))
        {
            return known;
        }

        return Bodies.BodyOf(method) is { } body && Create(body) is { } flow ? Once(method, flow, null, depth) : null;
    }

    /// <summary>The graph of a local function of the method whose variables these are.</summary>
    public StreamGraph? OfLocal(IMethodSymbol function, ControlFlowGraph flow, StreamVariables variables, int depth)
        => _graphs.TryGetValue(function, out StreamGraph? known) ? known : Once(function, flow, variables, depth);

    private StreamGraph? Once(IMethodSymbol method, ControlFlowGraph flow, StreamVariables? outer, int depth)
    {
        s_building ??= new HashSet<IMethodSymbol>(SymbolEqualityComparer.Default);

        // What is cut off here is not kept: another way to the method may be shorter.
        if (depth > MostCalls || !s_building.Add(method))
        {
            return null;
        }

        try
        {
            return _graphs.GetOrAdd(method, Build(flow, method, null, outer, depth));
        }
        finally
        {
            s_building.Remove(method);
        }
    }

    public StreamGraph Build(ControlFlowGraph flow, IMethodSymbol? method, SyntaxNode? lambda, StreamVariables? outer, int depth)
    {
        var variables = new StreamVariables(flow, this, outer);
        var lambdas = new List<StreamLambda>();
        var events = new StreamEvent[flow.Blocks.Length][];
        foreach (BasicBlock block in flow.Blocks)
        {
            var reader = new StreamReader(this, variables, flow, depth);
            if (block.IsReachable)
            {
                foreach (IOperation operation in block.Operations)
                {
                    reader.Visit(operation);
                }

                reader.Visit(block.BranchValue);
            }

            events[block.Ordinal] = reader.Events.ToArray();
            lambdas.AddRange(reader.Lambdas);
        }

        List<(IMethodSymbol, StreamGraph)> functions = new();
        foreach (IMethodSymbol function in flow.LocalFunctions)
        {
            if (OfLocal(function, flow.GetLocalFunctionControlFlowGraph(function), variables, depth) is { } local)
            {
                functions.Add((function, local));
                functions.AddRange(local.Functions);
            }
        }

        functions.AddRange(lambdas.SelectMany(l => l.Graph.Functions));
        return new StreamGraph(flow, events, lambdas) { Functions = functions, IsRepeated = lambda is not null ? Repetition.IsRepeated(lambda) : method is not null && Repetition.IsPerFrame(method) };
    }

    private static ControlFlowGraph? Create(IOperation body) => body switch
    {
        IMethodBodyOperation method => ControlFlowGraph.Create(method),
        IConstructorBodyOperation constructor => ControlFlowGraph.Create(constructor),
        IBlockOperation { Parent: null } block => ControlFlowGraph.Create(block),
        _ => null,
    };
}
