using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.FlowAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace ModelGen.Analyzers.Usage.Streams;

/// <summary>States that are made once and that nothing but copies reads, so that they are zeros for ever.</summary>
internal sealed class ZeroStates
{
    private readonly StreamGraphs _graphs;
    private readonly StreamVariables _variables;
    private readonly ControlFlowGraph _flow;

    public ZeroStates(StreamGraphs graphs, StreamVariables variables, ControlFlowGraph flow)
    {
        _graphs = graphs;
        _variables = variables;
        _flow = flow;
    }

    /// <summary>The value that is copied from is a state, or an array, of zeros.</summary>
    public bool IsZero(IOperation value)
    {
        if (_variables.IsFresh(value) && _graphs.Types.IsState(_variables.Unwrap(value)?.Type))
        {
            return true;
        }

        return _variables.Unwrap(value) switch
        {
            ILocalReferenceOperation { Local: var local } => _variables.ValuesOf(local) is { Count: 1 } values && IsMadeOfZeros(values[0]) && IsOnlyCopiedFrom(local),
            _ => false,
        };
    }

    private bool IsMadeOfZeros(IOperation value)
        => (_variables.IsFresh(value) && _graphs.Types.IsState(_variables.Unwrap(value)?.Type))
            || _variables.Unwrap(value) is IArrayCreationOperation { Initializer: null };

    // In the whole method: also in the functions that are written in it.
    private bool IsOnlyCopiedFrom(ILocalSymbol local)
    {
        ControlFlowGraph flow = _flow;
        while (flow.Parent is { } parent)
        {
            flow = parent;
        }

        return flow.OriginalOperation.Descendants().OfType<ILocalReferenceOperation>()
            .Where(r => SymbolEqualityComparer.Default.Equals(r.Local, local))
            .All(r => IsSource(r));
    }

    private bool IsSource(IOperation reference)
    {
        IOperation? parent = reference.Parent;
        while (parent is IConversionOperation or IArgumentOperation)
        {
            parent = parent.Parent;
        }

        return parent is IInvocationOperation call && (_graphs.Types.CallOf(call.TargetMethod) == ModelCall.StateCopy
            ? call.Instance != reference
            : _graphs.Types.CallOf(call.TargetMethod) == ModelCall.StateReset);
    }
}
