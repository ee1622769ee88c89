using System.Collections.Generic;
using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;

namespace ModelGen.Analyzers.Usage.Streams;

/// <summary>MG2009, several threads: an instance from outside is called in what several threads run at the same time.</summary>
internal static class ConcurrentUseRule
{
    private enum Threads
    {
        None,

        /// <summary>One delegate on many threads.</summary>
        Many,

        /// <summary>Each delegate on a thread of its own.</summary>
        Each,
    }

    public static IEnumerable<Diagnostic> Check(IOperation root, StreamGraph graph, StreamGraphs graphs)
    {
        Dictionary<SyntaxNode, StreamLambda> lambdas = graph.Lambdas.Concat(graph.Functions.SelectMany(f => f.Graph.Lambdas)).GroupBy(l => l.Syntax).ToDictionary(g => g.Key, g => g.First());
        var started = new List<(IOperation Start, ISymbol Instance, SyntaxNode Place)>();
        foreach (IOperation operation in root.Descendants())
        {
            Threads threads = ThreadsOf(operation, out IEnumerable<IArgumentOperation> arguments);
            if (threads == Threads.None)
            {
                continue;
            }

            var here = new HashSet<ISymbol>(SymbolEqualityComparer.Default);
            foreach (IDelegateCreationOperation target in arguments.SelectMany(a => DelegatesOf(a.Value)))
            {
                foreach ((ISymbol instance, SyntaxNode place, ModelFacts? model) in RunsOf(target, lambdas, graphs))
                {
                    bool shared = threads == Threads.Many
                        || !here.Add(instance)
                        || IsStartedAgain(operation, instance)
                        || started.Any(s => SymbolEqualityComparer.Default.Equals(s.Instance, instance) && AreTogether(s.Start, operation));
                    started.Add((operation, instance, place));
                    if (shared)
                    {
                        yield return Diagnostic.Create(
                            Descriptors.SharedInstance,
                            place.GetLocation(),
                            $"One instance of {model?.Name ?? instance.Name} ('{instance.Name}') is called by several threads at the same time, and an instance computes in memory of its own, even in Predict",
                            "Make an instance for each thread on the same weights (in the lambda, or a ThreadLocal), or give the whole batch to one instance with threads: n");
                        break;
                    }
                }
            }
        }
    }

    private static Threads ThreadsOf(IOperation operation, out IEnumerable<IArgumentOperation> arguments)
    {
        arguments = operation switch
        {
            IInvocationOperation call => call.Arguments,
            IObjectCreationOperation creation => creation.Arguments,
            _ => Enumerable.Empty<IArgumentOperation>(),
        };
        if (operation is IObjectCreationOperation { Type: { Name: "Thread" } thread })
        {
            return thread.ContainingNamespace?.ToDisplayString() == "System.Threading" ? Threads.Each : Threads.None;
        }

        if (operation is not IInvocationOperation { TargetMethod: { ContainingType: { } type } method } || type.ContainingNamespace?.ToDisplayString() is not ("System.Threading" or "System.Threading.Tasks" or "System.Linq"))
        {
            return Threads.None;
        }

        return (type.Name, method.Name) switch
        {
            ("Parallel", "Invoke") => Threads.Each,
            ("Parallel", _) => arguments.Any(a => HasOneThread(a.Value)) ? Threads.None : Threads.Many,
            ("ParallelEnumerable", not ("AsParallel" or "AsSequential" or "AsEnumerable" or "Aggregate")) => Threads.Many,
            ("Task", "Run") or ("TaskFactory", "StartNew") or ("ThreadPool", "QueueUserWorkItem" or "UnsafeQueueUserWorkItem") => Threads.Each,
            _ => Threads.None,
        };
    }

    private static IEnumerable<IDelegateCreationOperation> DelegatesOf(IOperation value) => value switch
    {
        IDelegateCreationOperation own => new[] { own },
        IConversionOperation conversion => DelegatesOf(conversion.Operand),
        IArrayCreationOperation { Initializer: { } elements } => elements.ElementValues.SelectMany(DelegatesOf),
        ICollectionExpressionOperation collection => collection.Elements.SelectMany(DelegatesOf),
        _ => Enumerable.Empty<IDelegateCreationOperation>(),
    };

    private static bool HasOneThread(IOperation options)
        => options.DescendantsAndSelf().OfType<ISimpleAssignmentOperation>().Any(a => a is { Target: IPropertyReferenceOperation { Property.Name: "MaxDegreeOfParallelism" }, Value.ConstantValue: { HasValue: true, Value: 1 } });

    /// <summary>Instances that a delegate calls and that it has not made itself.</summary>
    private static IEnumerable<(ISymbol Instance, SyntaxNode Place, ModelFacts? Model)> RunsOf(IDelegateCreationOperation target, Dictionary<SyntaxNode, StreamLambda> lambdas, StreamGraphs graphs)
    {
        StreamGraph? graph = null;
        IMethodSymbol? function = null;
        SyntaxNode? place = null;
        switch (target.Target)
        {
            case IAnonymousFunctionOperation lambda when lambdas.TryGetValue(lambda.Syntax, out StreamLambda? known):
                (graph, function) = (known.Graph, known.Symbol);
                break;
            case IMethodReferenceOperation reference when graphs.Bodies.CanFollow(reference.Method) && reference.Instance is null or IInstanceReferenceOperation:
                (graph, function, place) = (graphs.Of(reference.Method), reference.Method, target.Syntax);
                break;
        }

        if (graph is null || function is null)
        {
            yield break;
        }

        var seen = new HashSet<ISymbol>(SymbolEqualityComparer.Default);
        foreach (StreamEvent e in graph.Events)
        {
            if (e.Kind is StreamEventKind.Step or StreamEventKind.FreshStep or StreamEventKind.Run or StreamEventKind.Carry && e.Instance is { } instance && !e.IsLocked
                && !StreamReader.IsInside(instance, function) && !IsOfThread(instance) && seen.Add(instance))
            {
                yield return (instance, place ?? e.Place, e.Model);
            }
        }
    }

    private static bool IsOfThread(ISymbol instance) => instance.GetAttributes().Any(a => a.AttributeClass?.Name == "ThreadStaticAttribute");

    /// <summary>In a loop, the next one is started before this one has ended.</summary>
    private static bool IsStartedAgain(IOperation start, ISymbol instance)
    {
        if (start is IInvocationOperation { TargetMethod.Name: "Invoke" })
        {
            return false;
        }

        SyntaxNode? loop = Repetition.LoopsAround(start.Syntax).FirstOrDefault()
            ?? start.Syntax.Ancestors().FirstOrDefault(a => a is LambdaExpressionSyntax or MemberDeclarationSyntax) as LambdaExpressionSyntax;
        if (loop is null || (loop is LambdaExpressionSyntax && !Repetition.IsRepeated(loop)) || !UnresetStateRule.IsOutside(instance, loop))
        {
            return false;
        }

        // Waited for in the same turn: one after the other.
        return !loop.DescendantNodes().Any(n => n is AwaitExpressionSyntax || n is SimpleNameSyntax { Identifier.ValueText: "Join" or "Wait" or "WaitAll" or "WaitAny" or "Result" or "GetResult" or "RunSynchronously" });
    }

    /// <summary>Both are started before either is waited for.</summary>
    private static bool AreTogether(IOperation first, IOperation second)
    {
        SyntaxNode? common = first.Syntax.FirstAncestorOrSelf<MemberDeclarationSyntax>();
        if (common is null || common != second.Syntax.FirstAncestorOrSelf<MemberDeclarationSyntax>()
            || first.Syntax.FirstAncestorOrSelf<BlockSyntax>() != second.Syntax.FirstAncestorOrSelf<BlockSyntax>())
        {
            return false;
        }

        // Arguments of one WhenAll, or nothing that waits between the two, nor around the first.
        bool waits = common.DescendantNodes().Any(n => n.SpanStart < second.Syntax.SpanStart && n.Span.End > first.Syntax.SpanStart && !n.Span.Contains(second.Syntax.Span)
            && !first.Syntax.Span.Contains(n.Span)
            && (n is AwaitExpressionSyntax || n is SimpleNameSyntax { Identifier.ValueText: "Join" or "Wait" or "WaitAll" or "WaitAny" or "Result" or "GetResult" or "ContinueWith" }));
        return !waits;
    }
}
