using System.Collections.Generic;
using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.FlowAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace ModelGen.Analyzers.Usage.Streams;

/// <summary>Reads the events of one block, in the order of evaluation.</summary>
internal sealed class StreamReader
{
    private readonly StreamGraphs _graphs;
    private readonly StreamVariables _variables;
    private readonly ControlFlowGraph _flow;
    private readonly int _depth;

    public StreamReader(StreamGraphs graphs, StreamVariables variables, ControlFlowGraph flow, int depth)
    {
        _graphs = graphs;
        _variables = variables;
        _flow = flow;
        _depth = depth;
    }

    public List<StreamEvent> Events { get; } = new();

    public List<StreamLambda> Lambdas { get; } = new();

    public void Visit(IOperation? operation)
    {
        switch (operation)
        {
            case null:
                return;
            case IFlowAnonymousFunctionOperation lambda:
                VisitLambda(lambda);
                return;
            case IFlowCaptureOperation capture when IsCarrier(capture.Value) && _variables.Resolve(capture.Value) is not null:
                // Seen where it is used.
                return;
            case ISimpleAssignmentOperation assignment when IsCarrier(assignment.Target):
                VisitAssignment(assignment);
                return;
            case IInvocationOperation call:
                VisitCall(call);
                return;
            case IIsNullOperation or IIsPatternOperation or INameOfOperation:
                VisitChildren(operation, skipCarriers: true);
                return;
            case IBinaryOperation { OperatorKind: BinaryOperatorKind.Equals or BinaryOperatorKind.NotEquals }:
                VisitChildren(operation, skipCarriers: true);
                return;
            case ILocalReferenceOperation or IParameterReferenceOperation or IFieldReferenceOperation or IPropertyReferenceOperation or IInstanceReferenceOperation or IFlowCaptureReferenceOperation
                when IsCarrier(operation):
                if (_variables.Resolve(operation) is { } used)
                {
                    Add(StreamEventKind.Escape, used, operation.Syntax);
                    return;
                }

                break;
        }

        VisitChildren(operation, skipCarriers: false);
    }

    private void VisitChildren(IOperation operation, bool skipCarriers)
    {
        foreach (IOperation child in operation.ChildOperations)
        {
            if (!skipCarriers || !IsCarrier(child))
            {
                Visit(child);
            }
        }
    }

    private void VisitAssignment(ISimpleAssignmentOperation assignment)
    {
        ISymbol? target = _variables.Resolve(assignment.Target);
        if (_variables.IsFresh(assignment.Value))
        {
            VisitChildren(_variables.Unwrap(assignment.Value)!, skipCarriers: true);
            if (target is not null)
            {
                Add(StreamEventKind.Reset, target, assignment.Value.Syntax);
            }
        }
        else if (_variables.Resolve(assignment.Value) is { } source)
        {
            // A second name for a variable is no event; one of several names makes both unknown.
            if (!SymbolEqualityComparer.Default.Equals(source, target))
            {
                Add(StreamEventKind.Escape, source, assignment.Syntax);
                if (target is not null)
                {
                    Add(StreamEventKind.Escape, target, assignment.Syntax);
                }
            }
        }
        else
        {
            Visit(assignment.Value);
            if (target is not null)
            {
                Add(StreamEventKind.Load, target, assignment.Syntax);
            }
        }
    }

    private void VisitCall(IInvocationOperation call)
    {
        ModelCall kind = _graphs.Types.CallOf(call.TargetMethod);
        ISymbol? instance = call.Instance is null ? null : _variables.Resolve(call.Instance);
        switch (kind)
        {
            case ModelCall.Step:
                VisitArguments(call, except: null);
                AddStep(call, instance, instance);
                return;
            case ModelCall.StepFrom:
                IOperation? state = ModelTypes.Argument(call, "state");
                VisitArguments(call, except: state);
                if (_variables.IsFresh(state))
                {
                    Events.Add(Event(StreamEventKind.FreshStep, null, call.Syntax, state!.Syntax, call) with { Instance = instance });
                }
                else
                {
                    AddStep(call, _variables.Resolve(state), instance);
                }

                return;
            case ModelCall.Predict:
                IOperation? from = ModelTypes.Argument(call, "state");
                VisitArguments(call, except: from);
                Events.Add(Event(StreamEventKind.Run, null, call.Syntax, call.Syntax, call) with { Instance = instance });
                if (_variables.Resolve(from) is { } carried)
                {
                    Add(StreamEventKind.Carry, carried, call.Syntax);
                }

                return;
            case ModelCall.CrowdStep:
                VisitArguments(call, except: null);
                Events.Add(Event(StreamEventKind.Run, null, call.Syntax, call.Syntax, call) with { Instance = instance });
                return;
            case ModelCall.ResetState or ModelCall.StateReset:
                if (instance is not null)
                {
                    Add(StreamEventKind.Reset, instance, call.Syntax);
                }

                return;
            case ModelCall.StateCopy:
                VisitCopy(call, instance);
                return;
            case ModelCall.CreateState:
                return;
        }

        if (IsCarrier(call.Instance) && instance is not null && !_graphs.Bodies.CanFollow(call.TargetMethod))
        {
            VisitArguments(call, except: null);
            if (call.TargetMethod.Name != "Dispose")
            {
                Add(StreamEventKind.Read, instance, call.Syntax);
            }

            return;
        }

        if (_graphs.Bodies.CanFollow(call.TargetMethod) && Follow(call.TargetMethod) is { } graph)
        {
            VisitArguments(call, except: null, followed: true);
            AddEffects(call, graph);
            return;
        }

        VisitArguments(call, except: null);
        Visit(call.Instance);
    }

    private StreamGraph? Follow(IMethodSymbol method)
    {
        if (method.MethodKind != MethodKind.LocalFunction)
        {
            return _graphs.Of(method, _depth + 1);
        }

        ControlFlowGraph? flow = _flow;
        while (flow is not null && !flow.LocalFunctions.Contains(method.OriginalDefinition, SymbolEqualityComparer.Default))
        {
            flow = flow.Parent;
        }

        return flow is null ? null : _graphs.OfLocal(method.OriginalDefinition, flow.GetLocalFunctionControlFlowGraph(method.OriginalDefinition), _variables, _depth + 1);
    }

    private void VisitArguments(IInvocationOperation call, IOperation? except, bool followed = false)
    {
        foreach (IArgumentOperation argument in call.Arguments)
        {
            bool isEffect = followed && argument.Parameter?.RefKind is RefKind.None or RefKind.In && _graphs.Bodies.IsCarrier(argument.Parameter?.Type) && _variables.Resolve(argument.Value) is not null;
            if (argument.Value != except && !isEffect)
            {
                Visit(argument.Value);
            }
        }
    }

    // A copy of a state that is zeros is a reset; of any other, the state's source is known to nobody here.
    private void VisitCopy(IInvocationOperation call, ISymbol? target)
    {
        IOperation? value = call.Arguments.Length == 1 ? call.Arguments[0].Value : null;
        bool zero = value is not null && new ZeroStates(_graphs, _variables, _flow).IsZero(value);
        if (target is not null)
        {
            Add(zero ? StreamEventKind.Reset : StreamEventKind.Load, target, call.Syntax);
        }

        if (_variables.Resolve(value) is { } source && IsCarrier(value))
        {
            Add(StreamEventKind.Read, source, call.Syntax);
        }
        else
        {
            Visit(value);
        }
    }

    private void VisitLambda(IFlowAnonymousFunctionOperation lambda)
    {
        StreamGraph graph = _graphs.Build(_flow.GetAnonymousFunctionControlFlowGraph(lambda), null, lambda.Syntax, _variables, _depth);
        Lambdas.Add(new StreamLambda(lambda.Syntax, lambda.Symbol, graph));
        Lambdas.AddRange(graph.Lambdas);
        foreach (ISymbol used in graph.Events.SelectMany(e => new[] { e.State, e.Instance }).Where(s => s is not null && !IsInside(s, lambda.Symbol)).Distinct(SymbolEqualityComparer.Default)!)
        {
            Add(StreamEventKind.Escape, used, lambda.Syntax);
        }
    }

    /// <summary>A variable of the function itself.</summary>
    public static bool IsInside(ISymbol variable, IMethodSymbol function)
    {
        for (ISymbol? owner = variable is ILocalSymbol or IParameterSymbol ? variable.ContainingSymbol : null; owner is IMethodSymbol; owner = owner.ContainingSymbol)
        {
            if (SymbolEqualityComparer.Default.Equals(owner, function))
            {
                return true;
            }
        }

        return false;
    }

    private void AddStep(IInvocationOperation call, ISymbol? state, ISymbol? instance)
        => Events.Add(Event(StreamEventKind.Step, state, call.Syntax, call.Syntax, call) with { Instance = instance });

    /// <summary>What a called method does to the variables that it is given and to fields.</summary>
    private void AddEffects(IInvocationOperation call, StreamGraph graph)
    {
        bool own = call.Instance is null || call.Instance is IInstanceReferenceOperation;
        foreach (StreamEvent effect in Summary.Of(graph))
        {
            ISymbol? state = Map(effect.State, call, own);
            ISymbol? instance = Map(effect.Instance, call, own);
            if (state is null && effect.State is not null)
            {
                // A state of the other object, or of the method itself.
                continue;
            }

            Events.Add(effect with { State = state, Instance = instance, Place = call.Syntax, Call = null, IsLocked = effect.IsLocked || IsLocked(call.Syntax) });
        }
    }

    private ISymbol? Map(ISymbol? symbol, IInvocationOperation call, bool own) => symbol switch
    {
        IParameterSymbol parameter when SymbolEqualityComparer.Default.Equals(parameter.ContainingSymbol.OriginalDefinition, call.TargetMethod.OriginalDefinition)
            => _variables.Resolve(call.Arguments.FirstOrDefault(a => SymbolEqualityComparer.Default.Equals(a.Parameter?.OriginalDefinition, parameter.OriginalDefinition))?.Value),
        IParameterSymbol parameter when IsOfPrimaryConstructor(parameter) => own ? symbol : null,
        ILocalSymbol or IParameterSymbol => call.TargetMethod.MethodKind == MethodKind.LocalFunction && !IsInside(symbol, call.TargetMethod.OriginalDefinition) ? symbol : null,
        INamedTypeSymbol => own ? symbol : _variables.Resolve(call.Instance),
        { IsStatic: false } => own ? symbol : null,
        _ => symbol,
    };

    /// <summary>It is as good as a field.</summary>
    public static bool IsOfPrimaryConstructor(ISymbol symbol) => symbol is IParameterSymbol { ContainingSymbol: IMethodSymbol { MethodKind: MethodKind.Constructor } };

    private void Add(StreamEventKind kind, ISymbol state, SyntaxNode place) => Events.Add(Event(kind, state, place, place, null));

    private StreamEvent Event(StreamEventKind kind, ISymbol? state, SyntaxNode place, SyntaxNode cause, IInvocationOperation? call)
        => new(kind, state, null, place, cause, call is null ? null : _graphs.Types.ModelOf(call.TargetMethod.ContainingType)) { Call = call, IsLocked = call is not null && IsLocked(place) };

    // A lock around it, or something that is waited for in the same function.
    private static bool IsLocked(SyntaxNode place)
    {
        foreach (SyntaxNode ancestor in place.Ancestors())
        {
            switch (ancestor)
            {
                case LockStatementSyntax:
                    return true;
                case AnonymousFunctionExpressionSyntax or LocalFunctionStatementSyntax or MemberDeclarationSyntax:
                    return ancestor.DescendantNodes().Any(n => n is SimpleNameSyntax { Identifier.ValueText: "Enter" or "TryEnter" or "EnterScope" or "EnterWriteLock" or "Wait" or "WaitAsync" or "WaitOne" or "LockAsync" or "TryTake" or "TryDequeue" or "TryPop" });
            }
        }

        return false;
    }

    private bool IsCarrier(IOperation? operation) => operation is not null && _graphs.Bodies.IsCarrier(_variables.Unwrap(operation)?.Type);
}
