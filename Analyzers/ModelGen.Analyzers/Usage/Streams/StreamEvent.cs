using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace ModelGen.Analyzers.Usage.Streams;

/// <summary>What happens to a state at one place of a method.</summary>
internal enum StreamEventKind
{
    /// <summary>A timestep is computed: the state is read and written.</summary>
    Step,

    /// <summary>A timestep is computed from a state that is made for it and kept by nobody.</summary>
    FreshStep,

    /// <summary>A whole sequence or an agent's crowd, which leaves the instance's own state as it is.</summary>
    Run,

    /// <summary>The state is that of a sequence's start.</summary>
    Reset,

    /// <summary>A method that is called resets the state on some paths.</summary>
    MayReset,

    /// <summary>The state becomes another one that is not known to be a start.</summary>
    Load,

    /// <summary>A method that is called carries the state from timestep to timestep.</summary>
    Carry,

    /// <summary>The state's values are read.</summary>
    Read,

    /// <summary>What happens is not known.</summary>
    Escape,
}

/// <summary>One event of a method, in the order of evaluation.</summary>
/// <param name="Kind">What happens.</param>
/// <param name="State">Whose state: a variable that holds a state, or an instance for the state of its own; null where that is not known.</param>
/// <param name="Instance">The instance that computes, of steps and runs.</param>
/// <param name="Place">Where, for loops and positions.</param>
/// <param name="Cause">Where the fault would be shown: in the method that is called, if the event is one of its.</param>
/// <param name="Model">The model, where known.</param>
internal sealed record StreamEvent(StreamEventKind Kind, ISymbol? State, ISymbol? Instance, SyntaxNode Place, SyntaxNode Cause, ModelFacts? Model)
{
    /// <summary>The call of a step, for its arguments; null of an event that a called method has.</summary>
    public IInvocationOperation? Call { get; init; }

    /// <summary>Of a called method: it steps in a loop of its own.</summary>
    public bool HasLoop { get; init; }

    /// <summary>Under a lock, so that nothing else runs at the same time.</summary>
    public bool IsLocked { get; init; }

    /// <summary>Two events with equal values are still two.</summary>
    public bool Equals(StreamEvent? other) => ReferenceEquals(this, other);

    public override int GetHashCode() => System.Runtime.CompilerServices.RuntimeHelpers.GetHashCode(this);
}
