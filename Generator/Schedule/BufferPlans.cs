using System.Collections.Generic;
using System.Linq;
using ModelGen.Declaration;
using ModelGen.Generator.Ir;

namespace ModelGen.Generator.Schedule;

/// <summary>Hands out regions of a buffer, each on a 64-byte boundary.</summary>
internal sealed class Regions
{
    public int Length { get; private set; }

    public int Add(int floats)
    {
        int offset = Length;
        Length = (offset + floats + 15) & ~15;
        return offset;
    }
}

/// <summary>
/// Where inference keeps its intermediate values. Offsets are per row of the batch size: region [T, rows, width] of a
/// model that computes <c>capacity</c> rows together starts at <c>FixedLength + capacity · offset</c>.
/// </summary>
internal sealed class InferenceBuffers
{
    private readonly Dictionary<LayerPlan, int> _outputs = new();
    private readonly Dictionary<StatePlan, int> _states = new();
    private readonly IReadOnlyList<LayerPlan> _layers;
    private readonly int _second;
    private readonly int _joined;
    private readonly int _outputRow;

    public InferenceBuffers(NetworkPlan network)
    {
        _layers = network.Layers;
        FixedLength = (network.Cells.Select(c => c.BlockRows * c.BlockWidth).DefaultIfEmpty(0).Max() + 15) & ~15;

        var regions = new Regions();
        Input = regions.Add(network.Embedding is null ? network.MaxTimesteps * network.Features : 0);

        var turns = new OutputTurns(network, owns: _ => true, layer => layer.Output.Stride * (layer.Output.IsSequence ? network.TimestepsOf(layer) : 1));
        int[] offsets = turns.Sizes.Select(regions.Add).ToArray();
        foreach (KeyValuePair<LayerPlan, int> turn in turns.Regions)
        {
            _outputs.Add(turn.Key, offsets[turn.Value]);
        }

        int merged = network.Recurrent.Where(Merges).Select(l => l.Output.Stride * (l.ReturnSequences ? network.TimestepsOf(l) : 1)).DefaultIfEmpty(0).Max();
        _second = regions.Add(merged);
        foreach (StatePlan state in network.States)
        {
            _states.Add(state, regions.Add(state.Stride));
        }

        _joined = regions.Add(network.Computed.Where(JoinsApart).Select(l => l.Input.Stride * (l.Input.IsSequence ? network.TimestepsOf(l) : 1)).DefaultIfEmpty(0).Max());
        _outputRow = regions.Add(network.IsCausal && network.Outputs.Count > 1 ? network.Output.Stride : 0);
        LengthPerRow = regions.Length;
        SecondLength = network.Recurrent.Any(l => l.Backward is not null) ? FixedLength : 0;
    }

    /// <summary>Floats at the start of the buffer that do not depend on the number of rows: pre-activations of one block of rows or timesteps.</summary>
    public int FixedLength { get; }

    public int LengthPerRow { get; }

    /// <summary>Floats at the end of the buffer of an instance with threads: pre-activations of the backward direction; 0 for models without one.</summary>
    public int SecondLength { get; }

    /// <summary>Inputs of a batch, time-major.</summary>
    public int Input { get; }

    public string Output(LayerPlan layer) => layer is ColumnsPlan columns ? columns.Place(Output(_layers[columns.Sources[0]])) : At(_outputs[layer]);

    /// <summary>Where a step sets several outputs side by side.</summary>
    public string OutputRow => At(_outputRow);

    /// <summary>Where the sources of a layer with several come together.</summary>
    public string Joined(LayerPlan layer) => JoinsApart(layer) ? At(_joined) : Output(layer);

    /// <summary>The layer reads its joined sources, rather than return them.</summary>
    public static bool JoinsApart(LayerPlan layer) => layer.Joins && layer is not MergePlan && !layer.IsIdentityAtInference;

    /// <summary>Where the backward direction of a layer that <see cref="Merges"/> writes.</summary>
    public string Second => At(_second);

    /// <summary>Scratch of the backward direction, where it runs at the same time as the forward one.</summary>
    public string SecondScratch => At(LengthPerRow);

    /// <summary>The outputs of two directions are combined element by element.</summary>
    public static bool Merges(RecurrentPlan layer) => layer.Backward is not null && !layer.IsSideBySide;

    public string State(StatePlan state) => At(_states[state]);

    /// <summary>The expression of a region's first float.</summary>
    public string At(int perRow) => $"ref Unsafe.Add(ref scratch, {FixedLength} + (capacity * {perRow}))";
}

/// <summary>
/// The arena of one shard of a training step: all that the backward pass needs from the forward pass, and the gradients
/// that flow between layers. Offsets are per row of the shard.
/// </summary>
internal sealed class TrainingBuffers
{
    private readonly Dictionary<(object Owner, string What), int> _offsets = new();
    private readonly IReadOnlyList<LayerPlan> _layers;
    private readonly Regions _regions = new();

    public TrainingBuffers(NetworkPlan network)
    {
        _layers = network.Layers;
        Gradients = new GradientFlow(network);
        Input = _regions.Add(network.Embedding is null ? network.MaxTimesteps * network.Features : 0);
        InputGradient = _regions.Add(network.Embedding is null ? network.MaxTimesteps * network.Input.GradientStride : 0);
        foreach (LayerPlan layer in network.Layers)
        {
            int rows = layer.Output.IsSequence ? network.TimestepsOf(layer) : 1;
            Add(layer, "output", layer is ColumnsPlan ? 0 : rows * layer.Output.Stride);
            Add(layer, "outputGradient", rows * layer.Output.GradientStride);
        }

        foreach (RecurrentPlan layer in network.Recurrent)
        {
            int timesteps = network.TimestepsOf(layer);
            int kept = network.KeptTimestepsOf(layer);
            int rows = layer.ReturnSequences ? timesteps : 1;
            foreach (CellPlan cell in layer.Cells)
            {
                foreach ((string name, int width) in cell.Kept)
                {
                    Add(cell, name, kept * width);
                }

                foreach ((string name, int width) in cell.Workspace)
                {
                    Add(cell, name, width);
                }

                foreach (DroppedVector vector in cell.Dropout?.Vectors ?? Enumerable.Empty<DroppedVector>())
                {
                    Add(cell, vector.Name, cell.Dropout!.Gates * vector.Stride);
                }

                Add(cell, CellDropoutPlan.Masked, cell.Dropout is null ? 0 : kept * cell.Dropout.Vectors.Select(v => v.Stride).DefaultIfEmpty(0).Max());
                foreach (StatePlan state in cell.States)
                {
                    Add(state, "history", (timesteps + 1) * state.Stride);
                    Add(state, "gradient", state.Stride);
                }

                Add(cell, "directionGradient", OwnsOutputGradient(layer) ? rows * cell.Hidden.Stride : 0);
            }
        }

        foreach (LayerPlan layer in network.Layers.Where(JoinsApart))
        {
            Add(layer, "joined", (layer.Input.IsSequence ? network.TimestepsOf(layer) : 1) * layer.Input.Stride);
        }

        SharedGradient = _regions.Add(network.Layers.Select(l => (l.Input.IsSequence ? network.TimestepsOf(l) : 1) * Gradients.Shared(l)).DefaultIfEmpty(0).Max());

        foreach (LayerPlan layer in network.Layers.Where(l => l is DensePlan { Activation.KeepsDerivative: true } or ActivationPlan { Activation.KeepsDerivative: true }))
        {
            Add(layer, "derivatives", (layer.Output.IsSequence ? network.TimestepsOf(layer) : 1) * layer.Output.Stride);
        }
    }

    /// <summary>Who writes and who adds to the gradient of an output that several layers read.</summary>
    public GradientFlow Gradients { get; }

    /// <summary>The input's gradient of a layer that has several sources, or that is not the first to add to its source's.</summary>
    public int SharedGradient { get; }

    public int LengthPerRow => _regions.Length;

    public int Input { get; }

    public int InputGradient { get; }

    /// <summary>A direction's output gradient is not simply the layer's: it is merged or in another order.</summary>
    public static bool OwnsOutputGradient(RecurrentPlan layer) => layer.Backward is not null || (layer.GoBackwards && layer.ReturnSequences);

    public string Output(LayerPlan layer)
        => layer is not ColumnsPlan columns ? At(layer, "output")
            : columns.Place(columns.IsInput ? At(Input) : Output(_layers[columns.Sources[0]]));

    /// <summary>Where the sources of a layer with several come together.</summary>
    public string Joined(LayerPlan layer) => JoinsApart(layer) ? At(layer, "joined") : Output(layer);

    /// <summary>The layer reads its joined sources, rather than return them.</summary>
    public static bool JoinsApart(LayerPlan layer) => layer.Joins && layer is not MergePlan;

    public string OutputGradient(LayerPlan layer) => At(layer, "outputGradient");

    /// <summary>The derivatives of a dense layer's activation, where training keeps them.</summary>
    public string Derivatives(LayerPlan layer) => At(layer, "derivatives");

    /// <summary>What a cell keeps of every timestep, or its workspace.</summary>
    public string Kept(CellPlan cell, string name) => At(cell, name);

    /// <summary>The initial state and the state after every timestep; of a direction that goes backwards in reverse.</summary>
    public string History(StatePlan state) => At(state, "history");

    public string Gradient(StatePlan state) => At(state, "gradient");

    /// <summary>One direction's share of the output gradient, where <see cref="OwnsOutputGradient"/>.</summary>
    public string DirectionGradient(CellPlan cell) => At(cell, "directionGradient");

    public string At(int perRow) => $"ref Unsafe.Add(ref arena, capacity * {perRow})";

    private string At(object owner, string what) => At(_offsets[(owner, what)]);

    private void Add(object owner, string what, int floats) => _offsets.Add((owner, what), _regions.Add(floats));
}

/// <summary>Transposed copies of the weights, for gradients of inputs and states; refreshed before every training step.</summary>
internal sealed class TransposedWeights
{
    private readonly Dictionary<KernelRows, int> _offsets = new();
    private readonly Regions _regions = new();

    public TransposedWeights(NetworkPlan network)
    {
        foreach (KernelRows kernel in network.Layers.SelectMany(l => l.Transposed))
        {
            _offsets.Add(kernel, _regions.Add(kernel.Transposed.Length));
        }
    }

    public int Length => _regions.Length;

    /// <summary>The expression of a transposed kernel's first float.</summary>
    public string At(KernelRows kernel) => $"ref Unsafe.Add(ref transposed, {_offsets[kernel]})";
}
