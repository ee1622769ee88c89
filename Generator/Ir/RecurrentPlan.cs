using System;
using System.Collections.Generic;
using System.Linq;
using ModelGen.Declaration;

namespace ModelGen.Generator.Ir;

/// <summary>A recurrent layer of any kind of cell, in one direction or two.</summary>
/// <param name="Forward">The only direction, or the forward one.</param>
/// <param name="Backward">The backward direction of a bidirectional layer.</param>
/// <param name="Merge">How two directions' outputs are merged.</param>
/// <param name="ReturnSequences">Returns every timestep.</param>
internal sealed record RecurrentPlan(
    string Name,
    string Identifier,
    int Index,
    Signal Input,
    Signal Output,
    CellPlan Forward,
    CellPlan? Backward,
    MergeMode Merge,
    bool ReturnSequences)
    : LayerPlan(Name, Identifier, Index, Input, Output)
{
    /// <summary>
    /// Outputs stay in processing order, from the end of the sequence to its start; with two directions that of the
    /// forward one, as in Keras.
    /// </summary>
    public bool GoBackwards => Forward.Reverse;

    /// <summary>The bound that the cells' activations put on the gates' sums, or null for none.</summary>
    public float? Clip { get; init; }

    /// <summary>The same of the backward direction.</summary>
    public float? BackwardClip { get; init; }

    /// <summary>Outputs of masked timesteps are 0.</summary>
    public bool ZeroOutputForMask { get; init; }

    /// <summary>The backward direction has a cell or options of its own.</summary>
    public bool HasOwnBackward { get; init; }

    /// <summary>The backward outputs lie beside the forward ones.</summary>
    public bool IsSideBySide => Merge is MergeMode.Concat or MergeMode.None;

    public override bool Reverses => GoBackwards && ReturnSequences;

    /// <summary>The one direction, or the forward one and then the backward one.</summary>
    public IReadOnlyList<CellPlan> Cells => Backward is null ? new[] { Forward } : new[] { Forward, Backward };

    public override IEnumerable<KernelRows> Transposed => Cells.SelectMany(c => c.Transposed);

    /// <summary>Plans a layer; with <paramref name="merge"/> it is wrapped into a bidirectional one.</summary>
    public static RecurrentPlan Create(PlanBuilder builder, LayerPlace place, RecurrentDeclaration layer, MergeMode? merge, RecurrentDeclaration? ownBackward = null)
    {
        int outputs = layer.Outputs;
        if (merge is null)
        {
            CellPlan cell = PlanCell(builder, new CellPlace(place.Name, place.Identifier, place.Input, layer.GoBackwards), layer, direction: 0);
            return new RecurrentPlan(place.Name, place.Identifier, place.Index, place.Input, Signal.Padded(outputs, layer.ReturnSequences), cell, Backward: null, MergeMode.Concat, layer.ReturnSequences) { ZeroOutputForMask = layer.ZeroOutputForMask, Clip = (float?)layer.Clip };
        }

        // A wrapped layer that already goes backwards is the forward direction run in reverse, as in Keras.
        CellPlan forward = PlanCell(builder, new CellPlace(place.Name + ".forward", place.Identifier + "Forward", place.Input, layer.GoBackwards), layer, direction: 0);
        builder.Rules = (ownBackward ?? layer).Rules;
        CellPlan backward = PlanCell(builder, new CellPlace(place.Name + ".backward", place.Identifier + "Backward", place.Input, !layer.GoBackwards), ownBackward ?? layer, direction: 1);
        int width = merge is MergeMode.Concat or MergeMode.None ? outputs + (ownBackward ?? layer).Outputs : outputs;
        return new RecurrentPlan(place.Name, place.Identifier, place.Index, place.Input, Signal.Padded(width, layer.ReturnSequences), forward, backward, merge.Value, layer.ReturnSequences) { ZeroOutputForMask = layer.ZeroOutputForMask, Clip = (float?)layer.Clip, BackwardClip = (float?)(ownBackward ?? layer).Clip, HasOwnBackward = ownBackward is not null };
    }

    private static CellPlan PlanCell(PlanBuilder builder, CellPlace place, RecurrentDeclaration layer, int direction)
    {
        CellPlan cell = PlanCell(builder, place, layer);
        return cell with { Dropout = CellDropoutPlan.Create(cell, layer, direction) };
    }

    // A new kind of cell adds its plan and a row here.
    private static CellPlan PlanCell(PlanBuilder builder, CellPlace place, RecurrentDeclaration layer) => layer switch
    {
        LstmDeclaration lstm => LstmCellPlan.Create(builder, place, lstm),
        GruDeclaration { ResetAfter: true } gru => GruCellPlan.Create(builder, place, gru),
        GruDeclaration gru => GruResetBeforeCellPlan.Create(builder, place, gru),
        SimpleRnnDeclaration rnn => SimpleRnnCellPlan.Create(builder, place, rnn),
        _ => throw new InvalidOperationException($"Layer kind '{layer.Kind}' has no plan."),
    };
}

/// <summary>What every kind of cell is planned from.</summary>
/// <param name="Prefix">Start of the tensors' names: <c>lstm</c> or <c>bidirectional.forward</c>.</param>
/// <param name="Identifier">Start of the emitted members' names.</param>
/// <param name="Input">What it reads per timestep.</param>
/// <param name="Reverse">Reads the timesteps from the last valid one to the first.</param>
internal sealed record CellPlace(string Prefix, string Identifier, Signal Input, bool Reverse);

/// <summary>
/// One direction of a recurrent layer: the cell with its weights and states. What runs it over time knows no more of it
/// than this.
/// </summary>
/// <param name="Place">Names, input and direction.</param>
/// <param name="Units">Units.</param>
/// <param name="States">What it carries from timestep to timestep. The first is h, the output.</param>
internal abstract record CellPlan(CellPlace Place, int Units, EquatableArray<StatePlan> States)
{
    /// <summary>Cells up to this many units are bound by latency: their recurrent sum gets a chain of its own.</summary>
    protected const int LargestSplitChain = 16;

    /// <summary>Floats of an input kernel that no longer shares the second cache level (1 to 2 MB) with everything else.</summary>
    private const int LargeKernel = 128 * 1024;

    /// <summary>What training drops from the input and from h, or null for nothing.</summary>
    public CellDropoutPlan? Dropout { get; init; }

    public string Prefix => Place.Prefix;

    public string Identifier => Place.Identifier;

    public int InputWidth => Place.Input.Width;

    /// <summary>Floats from one input row to the next.</summary>
    public int InputStride => Place.Input.Stride;

    public bool Reverse => Place.Reverse;

    /// <summary>h, the output.</summary>
    public StatePlan Hidden => States[0];

    /// <summary>Scratch floats that a block of timesteps needs, for each of its rows.</summary>
    public abstract int BlockWidth { get; }

    /// <summary>
    /// Rows (of a batch, times timesteps) whose share of the input is one product, as far as there is more than one timestep in it.
    /// Few stay in the first cache level; but a large kernel is read less often by more of them at once, and in between it does not
    /// push the recurrent kernel out of the second level.
    /// </summary>
    public int ProjectedRows => InputWidth * BlockWidth < LargeKernel ? 24 : 96;

    /// <summary>Rows that scratch has room for.</summary>
    public int BlockRows => Math.Max(ProjectedRows, NetworkPlan.RowsPerBlock);

    /// <summary>The parts of its weights that the backward pass reads transposed.</summary>
    public abstract IEnumerable<KernelRows> Transposed { get; }

    /// <summary>What training keeps of every timestep beside the states, by name and floats per row.</summary>
    public abstract IEnumerable<(string Name, int Width)> Kept { get; }

    /// <summary>What the backward pass needs room for at one timestep, by name and floats per row.</summary>
    public virtual IEnumerable<(string Name, int Width)> Workspace => Enumerable.Empty<(string, int)>();
}

/// <summary>A recurrent state tensor: <c>lstm.h</c>.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Variable">What emitted code calls it.</param>
/// <param name="Length">Its exact length.</param>
/// <param name="Stride">Floats from one row to the next in the kernels' buffers.</param>
/// <param name="Offset">Its place in a padded state.</param>
internal sealed record StatePlan(string Name, string Variable, int Length, int Stride, int Offset);
