using System.Collections.Generic;
using System.Linq;
using ModelGen.Generator.Ir;

namespace ModelGen.Generator.Schedule;

/// <summary>
/// Where a crowd keeps its values. States are tensors [slots, stride], one after another, so that agents that follow each
/// other are rows of a matrix product without being moved. Scratch is that of one block of agents.
/// </summary>
internal sealed class CrowdBuffers
{
    private readonly Dictionary<LayerPlan, int> _outputs = new();
    private readonly NetworkPlan _network;
    private readonly int _joined;
    private readonly int _outputRows;

    public CrowdBuffers(NetworkPlan network)
    {
        _network = network;
        var regions = new Regions();
        regions.Add(network.Cells.Select(c => c.BlockRows * c.BlockWidth).DefaultIfEmpty(0).Max());

        // A recurrent layer's output is its state, unless masked timesteps return 0.
        var turns = new OutputTurns(network, owns: l => l is not RecurrentPlan || (l is RecurrentPlan { ZeroOutputForMask: true } && network.HasMask), l => NetworkPlan.RowsPerBlock * l.Output.Stride);
        int[] offsets = turns.Sizes.Select(regions.Add).ToArray();
        foreach (KeyValuePair<LayerPlan, int> turn in turns.Regions)
        {
            _outputs.Add(turn.Key, offsets[turn.Value]);
        }

        _joined = regions.Add(NetworkPlan.RowsPerBlock * network.Computed.Where(InferenceBuffers.JoinsApart).Select(l => l.Input.Stride).DefaultIfEmpty(0).Max());
        _outputRows = regions.Add(network.Outputs.Count > 1 ? NetworkPlan.RowsPerBlock * network.Output.Stride : 0);
        ScratchLength = regions.Length;
    }

    /// <summary>Floats of scratch memory; pre-activations lie at its start.</summary>
    public int ScratchLength { get; }

    /// <summary>Floats per agent of each state tensor.</summary>
    public IEnumerable<int> StateStrides => _network.States.Select(s => s.Stride);

    /// <summary>The expression of a layer's output, [rows, Output.Stride]. Not for recurrent layers that return their state.</summary>
    public string Output(LayerPlan layer) => $"ref Unsafe.Add(ref scratch, {_outputs[layer]})";

    /// <summary>Where a step sets several outputs side by side.</summary>
    public string OutputRows => $"ref Unsafe.Add(ref scratch, {_outputRows})";

    /// <summary>Where the sources of a layer with several come together.</summary>
    public string Joined(LayerPlan layer) => InferenceBuffers.JoinsApart(layer) ? $"ref Unsafe.Add(ref scratch, {_joined})" : Output(layer);

    /// <summary>The expression of the block's first row of a state tensor.</summary>
    public string State(StatePlan state)
    {
        int before = _network.States.TakeWhile(s => s != state).Sum(s => s.Stride);
        return $"ref Unsafe.Add(ref states, (slots * {before}) + (first * {state.Stride}))";
    }
}
