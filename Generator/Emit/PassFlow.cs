using System;
using System.Collections.Generic;
using System.Linq;
using ModelGen.Declaration;
using ModelGen.Generator.Emit.Layers;
using ModelGen.Generator.Ir;

namespace ModelGen.Generator.Emit;

/// <summary>
/// What flows between the layers of one pass: for each layer the expression of its input, after the statements that it takes to have
/// it there.
/// </summary>
internal sealed class PassFlow
{
    private readonly EmitContext _context;
    private readonly Dictionary<int, string> _outputs = new();
    private bool _reversed;

    /// <summary>A pass from the first layer on.</summary>
    /// <param name="context">The model.</param>
    /// <param name="input">Ref expression of the model's input.</param>
    public PassFlow(EmitContext context, string input)
    {
        _context = context;
        _outputs.Add(LayerSources.Input, input);
    }

    /// <summary>What the forward pass of training leaves behind, for the backward pass.</summary>
    public static PassFlow AfterTrainingForward(EmitContext context)
    {
        var flow = new PassFlow(context, context.Training.At(context.Training.Input));
        foreach (LayerPlan layer in context.Network.Layers)
        {
            flow._reversed = flow.HasInputsTimesteps(layer) ? context.Network.IsReversed(layer.Index) : flow._reversed;
            flow.Add(layer, context.Training.Output(layer));
        }

        return flow;
    }

    /// <summary>Notes where a layer's output lies.</summary>
    public void Add(LayerPlan layer, string output) => _outputs.Add(layer.Index, output);

    /// <summary>Notes where columns lie of what was noted before; false for a layer that computes.</summary>
    public bool AddColumns(LayerPlan layer)
    {
        if (layer is not ColumnsPlan columns)
        {
            return false;
        }

        Add(layer, columns.Place(_outputs[layer.Sources[0]]));
        return true;
    }

    /// <summary>The expression of what the model returns in a step: the output where it lies, or several side by side.</summary>
    /// <param name="writer">Receives the statements.</param>
    /// <param name="row">Where several come together.</param>
    /// <param name="rows">Number of rows; null for a single one.</param>
    public string Outputs(CodeWriter writer, string row, string? rows)
    {
        NetworkPlan network = _context.Network;
        if (network.Outputs.Count == 1)
        {
            return _outputs[network.AtInference(network.Outputs[0].Index)];
        }

        IEnumerable<Source> outputs = network.Outputs.Select(o => new Source(_outputs[network.AtInference(o.Index)], o.Output));
        writer.Write($"// The outputs: {string.Join(", ", network.Outputs.Select(o => o.Name))}, side by side.");
        JoinCode.SideBySide(writer, outputs.ToArray(), row, network.Output.Stride, rows);
        return row;
    }

    /// <summary>What the layer reads, in order.</summary>
    /// <param name="layer">The layer.</param>
    /// <param name="training">Layers that are the identity at inference are layers.</param>
    public Source[] Sources(LayerPlan layer, bool training)
        => layer.Sources.Select(source => new Source(
            _outputs[training ? source : _context.Network.AtInference(source)],
            source == LayerSources.Input ? _context.Network.Input : _context.Network.Layers[source].Output)).ToArray();

    /// <summary>The expression of the layer's input; joins its sources first where it has several.</summary>
    /// <param name="writer">Receives the statements.</param>
    /// <param name="layer">The layer.</param>
    /// <param name="joined">Where several sources come together.</param>
    /// <param name="rows">Number of rows; null for a single one.</param>
    /// <param name="training">Layers that are the identity at inference are layers.</param>
    public string Input(CodeWriter writer, LayerPlan layer, Func<LayerPlan, string> joined, string? rows, bool training)
    {
        Source[] sources = Sources(layer, training);
        if (!layer.Joins)
        {
            return sources[0].Place;
        }

        string destination = joined(layer);
        JoinCode.Join(writer, layer, sources, destination, rows);
        return destination;
    }

    /// <summary>Turns the mask around where the layer's input runs the other way in time than what was computed last. A chain never needs it.</summary>
    public void Orient(CodeWriter writer, LayerPlan layer)
    {
        if (!HasInputsTimesteps(layer))
        {
            return;
        }

        TurnTo(writer, _context.Network.IsReversed(layer.Sources[0]));
        _reversed ^= layer.Reverses;
    }

    /// <summary>The same on the way back, from the pass's end.</summary>
    public void OrientBack(CodeWriter writer, LayerPlan layer)
    {
        if (!HasInputsTimesteps(layer))
        {
            return;
        }

        bool input = _context.Network.IsReversed(layer.Sources[0]);
        TurnTo(writer, input != layer.Reverses);
        _reversed = input;
    }

    /// <summary>Number of rows that the layer reads in a pass over whole sequences.</summary>
    public static string Rows(LayerPlan layer) => layer.Input.IsSequence ? "timesteps * rows" : "rows";

    /// <summary>The layer reads a sequence that the model's mask is for.</summary>
    private bool HasInputsTimesteps(LayerPlan layer) => layer.Input.IsSequence && _context.Network.RepeatedTimesteps(layer.Index) is null;

    private void TurnTo(CodeWriter writer, bool reversed)
    {
        if (_reversed != reversed && _context.Network.HasMask)
        {
            writer.Write("// The mask in the order of this layer's timesteps.")
                .Open("if (ragged)").Write("RowSchedule.Reverse(lengths, kinds);").Close();
        }

        _reversed = reversed;
    }
}
