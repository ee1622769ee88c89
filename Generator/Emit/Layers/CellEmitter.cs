using System;
using System.Collections.Generic;
using ModelGen.Generator.Emit.Kernels;
using ModelGen.Generator.Ir;

namespace ModelGen.Generator.Emit.Layers;

/// <summary>
/// Where a statement about one cell stands: in which pass, and for which rows. It knows the names of the locals that the
/// methods over time declare.
/// </summary>
/// <param name="Context">The model.</param>
/// <param name="Layer">The layer.</param>
/// <param name="Cell">The direction.</param>
/// <param name="Keeps">Training, which keeps every timestep, rather than inference, which updates its states in place.</param>
/// <param name="Row">The one row that the statement is about, or null for all.</param>
/// <param name="Single">There is one timestep only, of a crowd's agents.</param>
/// <param name="Leading">Of all rows those up to the last that is active, as many as the local <c>active</c> says.</param>
internal sealed record CellScope(EmitContext Context, RecurrentPlan Layer, CellPlan Cell, bool Keeps, string? Row = null, bool Single = false, bool Leading = false)
{
    /// <summary>A matrix as this pass reads it: training its floats, inference what is stored for it.</summary>
    public PlacedMatrix Weights(PlacedMatrix matrix) => Keeps ? matrix : Context.Network.Stored.Of(matrix);

    /// <summary>Which sigmoid and tanh the cell takes.</summary>
    public ActivationForm Form => Context.Network.Declaration.FastActivations ? ActivationForm.Fast : ActivationForm.Cell;

    /// <summary>Training keeps the gates of a block of timesteps only.</summary>
    public bool Recomputes => Keeps && Context.Network.Declaration.RecomputeActivations;

    /// <summary>Number of rows.</summary>
    public string Count => Row is not null ? "1" : Leading ? "active" : "rows";

    /// <summary>Floats in so many rows of <paramref name="width"/>.</summary>
    public string Floats(int width) => Row is not null ? $"{width}" : $"{Count} * {width}";

    /// <summary>Index of timestep t in buffers of one row per timestep and row of the batch.</summary>
    public string Timestep => Single ? "0" : Keeps && !Recomputes ? "t" : "(t - first)";

    /// <summary>The same for row r alone.</summary>
    public CellScope OneRow => this with { Row = "r" };

    /// <summary>Timestep t in a buffer [timesteps, rows, width].</summary>
    public string AtTimestep(string buffer, int width) => Single ? $"ref {buffer}" : $"ref Unsafe.Add(ref {buffer}, {Timestep} * rows * {width})";

    /// <summary>The first of the rows in a local [rows, width].</summary>
    public string At(string local, int width) => Row is null ? $"ref {local}" : $"ref Unsafe.Add(ref {local}, {Row} * {width})";

    /// <summary>A state before the timestep.</summary>
    public string Before(StatePlan state) => At(Keeps ? BeforeName(state) : state.Variable, state.Stride);

    /// <summary>A state after the timestep; at inference it takes the place of the one before.</summary>
    public string After(StatePlan state) => At(Keeps ? AfterName(state) : state.Variable, state.Stride);

    /// <summary>The gradient of a state.</summary>
    public string Gradient(StatePlan state) => At(GradientName(state), state.Stride);

    /// <summary>The gradient of this timestep's output as one more argument, where every timestep has an output.</summary>
    public string OutputGradientArgument => Layer.ReturnSequences ? At("outputGradient", Cell.Hidden.Stride) + ", " : string.Empty;

    public static string BeforeName(StatePlan state) => state.Variable + "Before";

    public static string AfterName(StatePlan state) => state.Variable + "After";

    public static string GradientName(StatePlan state) => state.Variable + "Gradient";

    /// <summary>Declares the local for a state before timestep t of the backward pass.</summary>
    public string DeclareBefore(StatePlan state)
        => $"ref float {BeforeName(state)} = ref Unsafe.Add(ref {state.Variable}, {(Cell.Reverse ? "(t + 1)" : "t")} * rows * {state.Stride});";

    /// <summary>Declares the local for a state after timestep t of the backward pass.</summary>
    public string DeclareAfter(StatePlan state)
        => $"ref float {AfterName(state)} = ref Unsafe.Add(ref {state.Variable}, {(Cell.Reverse ? "t" : "(t + 1)")} * rows * {state.Stride});";

    /// <summary>h of all timesteps that came before one, in the order of the timesteps.</summary>
    public string HiddenBeforeAll => Cell.Reverse ? $"ref Unsafe.Add(ref {Cell.Hidden.Variable}, rows * {Cell.Hidden.Stride})" : $"ref {Cell.Hidden.Variable}";
}

/// <summary>
/// Writes what is particular to one kind of cell: the products, the update of its states, their gradients. Time, lengths,
/// masks, directions, merging and outputs are the business of <see cref="RecurrentInference"/> and <see cref="RecurrentTraining"/>.
/// In scope of the statements are <c>weights, rows</c> and the locals that <see cref="CellScope"/> names; at inference
/// <c>scratch</c> with the cell's block of pre-activations, in training everything of <see cref="CellPlan.Kept"/> by name, and in the backward pass <see cref="CellPlan.Workspace"/>.
/// </summary>
internal abstract class CellEmitter
{
    /// <summary>What a person calls it: <c>LSTM</c>.</summary>
    public abstract string Title { get; }

    /// <summary>The expression that creates the layer's description, as of one direction.</summary>
    public abstract string Description(RecurrentPlan layer);

    /// <summary>Locals at the start of a method over time: weights, parts of the scratch.</summary>
    public abstract void Declare(CodeWriter writer, CellScope scope);

    /// <summary>The input's share of the pre-activations, for <paramref name="count"/> rows from <paramref name="input"/> on.</summary>
    public abstract void Project(CodeWriter writer, CellScope scope, string input, string count);

    /// <summary>Timestep t of all rows, as far as it does not change a state: the recurrent share of the pre-activations.</summary>
    public abstract void Recur(CodeWriter writer, CellScope scope);

    /// <summary>The new states of the scope's rows.</summary>
    public abstract void Update(CodeWriter writer, CellScope scope);

    /// <summary>One timestep of one row. In scope: <c>weights, scratch, state</c>.</summary>
    public abstract void Step(CodeWriter writer, CellScope scope, string input);

    /// <summary>Locals at timestep t of the backward pass.</summary>
    public abstract void DeclareTimestep(CodeWriter writer, CellScope scope);

    /// <summary>
    /// For the scope's rows, from the states' gradients after the timestep: the gradients of the pre-activations in place
    /// of what the forward pass kept, and the states' gradients before it as far as they do not pass a recurrent kernel.
    /// </summary>
    public abstract void Gradient(CodeWriter writer, CellScope scope);

    /// <summary>Clears the gradients of the pre-activations of one row, whose states were held.</summary>
    public abstract void ClearGradient(CodeWriter writer, CellScope scope);

    /// <summary>Adds what passes the recurrent kernels to the states' gradients of all rows. A held row's pre-activations have gradient 0, so it adds nothing there.</summary>
    public abstract void RecurrentGradient(CodeWriter writer, CellScope scope);

    /// <summary>Adds to the weights' gradient, from all timesteps. In scope: <c>gradient, input</c>.</summary>
    public abstract void WeightGradients(CodeWriter writer, CellScope scope);

    /// <summary>The statements that compute the input's gradient for all timesteps; a second direction adds to the first one's.</summary>
    public abstract IEnumerable<string> InputGradient(CellScope scope, string inputGradient, bool accumulates);
}

/// <summary>Which emitter writes which cell. A new kind of cell adds a row.</summary>
internal static class CellEmitters
{
    private static readonly Dictionary<Type, CellEmitter> s_byPlan = new()
    {
        [typeof(LstmCellPlan)] = new LstmEmitter(),
        [typeof(GruCellPlan)] = new GruEmitter(),
        [typeof(GruResetBeforeCellPlan)] = new GruResetBeforeEmitter(),
        [typeof(SimpleRnnCellPlan)] = new SimpleRnnEmitter(),
    };

    public static CellEmitter For(CellPlan cell) => s_byPlan[cell.GetType()];
}
