using System.Collections.Generic;
using Microsoft.CodeAnalysis;

namespace ModelGen.Analyzers.Cells;

/// <summary>One of the four things that an LSTM computes from its input and the hidden state.</summary>
/// <param name="Description">What messages call it.</param>
/// <param name="Activated">The gate itself; the candidate.</param>
/// <param name="PreActivation">What the activation function is given.</param>
internal sealed record Gate(string Description, Value Activated, Value PreActivation);

/// <summary>An LSTM that was found: c' = σ(f)·c + σ(i)·tanh(g), and h' = σ(o)·tanh(c') where that is computed too.</summary>
/// <param name="Cell">The region of c.</param>
/// <param name="NewCell">c'.</param>
/// <param name="NewHidden">h'; null where none was found.</param>
/// <param name="Forget">The gate that multiplies c; null where it is one minus another.</param>
/// <param name="Gates">All gates that have a pre-activation of their own, the candidate among them.</param>
/// <param name="Candidate">tanh(g).</param>
/// <param name="IsCoupled">Whether one gate is one minus the other.</param>
internal sealed record CellMatch(Region Cell, Value NewCell, Value? NewHidden, Gate? Forget, IReadOnlyList<Gate> Gates, Value Candidate, bool IsCoupled);

/// <summary>What a rule found.</summary>
internal sealed record CellProblem(string RuleId, SyntaxNode Syntax, string What, string Remedy, string? Suggestion = null);
