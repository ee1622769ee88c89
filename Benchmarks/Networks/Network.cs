using System;
using System.Collections.Generic;
using System.Collections.Immutable;
using System.Linq;

namespace ModelGen.Benchmarks.Networks;

/// <summary>The recurrence of a layer.</summary>
internal enum CellKind
{
    /// <summary>Gates i, f, c, o.</summary>
    Lstm,

    /// <summary>Gates z, r, h.</summary>
    Gru,

    /// <summary>One sum, with tanh.</summary>
    SimpleRnn,
}

/// <summary>
/// One direction's weights in Keras layout: kernel [Inputs, gates·Units], recurrent kernel [Units, gates·Units], bias of the input
/// and bias of the recurrent product [gates·Units] (zeros where the layer has none).
/// </summary>
internal sealed record CellWeights(float[] Kernel, float[] RecurrentKernel, float[] InputBias, float[] RecurrentBias);

/// <summary>A recurrent layer of one or two directions, whose outputs are concatenated.</summary>
internal sealed record RecurrentLayer(CellKind Cell, int Inputs, int Units, bool ReturnSequences, bool ResetAfter, IReadOnlyList<CellWeights> Directions)
{
    public int Gates => Cell switch
    {
        CellKind.Lstm => 4,
        CellKind.Gru => 3,
        _ => 1,
    };

    public int Outputs => Directions.Count * Units;
}

/// <summary>A fully connected layer: kernel [Inputs, Outputs], bias [Outputs].</summary>
internal sealed record DenseLayer(int Inputs, int Outputs, Activation Activation, float[] Kernel, float[] Bias);

/// <summary>What every contender of a case computes: recurrent layers, then fully connected ones, with their weights.</summary>
internal sealed record Network(IReadOnlyList<RecurrentLayer> Recurrent, IReadOnlyList<DenseLayer> Dense)
{
    public int Features => Recurrent[0].Inputs;

    public int Outputs => Dense.Count > 0 ? Dense[^1].Outputs : Recurrent[^1].Outputs;

    /// <summary>Every timestep's output is returned, not the last one's alone.</summary>
    public bool ReturnsSequences => Recurrent[^1].ReturnSequences;

    /// <summary>Reads a compiled model's own description and weights.</summary>
    /// <exception cref="NotSupportedException">The model has a layer that the rivals' builders do not know.</exception>
    public static Network Read(ModelDescription description, ModelWeights weights)
    {
        var recurrent = new List<RecurrentLayer>();
        var dense = new List<DenseLayer>();
        foreach (LayerDescription layer in description.Layers)
        {
            switch (layer)
            {
                case RecurrentDescription cell:
                    recurrent.Add(ReadLayer(cell, [cell.Name], weights));
                    break;
                case BidirectionalDescription { Merge: MergeMode.Concat } both:
                    recurrent.Add(ReadLayer(both.Forward, [$"{both.Name}.forward", $"{both.Name}.backward"], weights));
                    break;
                case DenseDescription d:
                    dense.Add(new DenseLayer(d.InputSize, d.Units, d.Activation, weights.ToArray($"{d.Name}.kernel"), Bias(d.UseBias, $"{d.Name}.bias", d.Units, weights)));
                    break;
                case DropoutDescription:
                    break;
                default:
                    throw new NotSupportedException($"{description.Name}: {layer.Name} is {layer.GetType().Name}, which the rivals are not given.");
            }
        }

        return new Network(recurrent, dense);
    }

    private static RecurrentLayer ReadLayer(RecurrentDescription layer, ImmutableArray<string> names, ModelWeights weights)
    {
        (CellKind cell, int gates, bool useBias, bool resetAfter) = layer switch
        {
            LstmDescription lstm => (CellKind.Lstm, 4, lstm.UseBias, false),
            GruDescription gru => (CellKind.Gru, 3, gru.UseBias, gru.ResetAfter),
            SimpleRnnDescription { Activation: Activation.Tanh } rnn => (CellKind.SimpleRnn, 1, rnn.UseBias, false),
            _ => throw new NotSupportedException($"{layer.Name} is {layer.GetType().Name}, which the rivals are not given."),
        };
        int width = gates * layer.Units;
        CellWeights[] directions =
        [
            .. names.Select(name =>
            {
                // A cell that resets after its product has a second bias for that.
                float[] bias = Bias(useBias, $"{name}.bias", width, weights);
                return new CellWeights(
                    weights.ToArray($"{name}.kernel"),
                    weights.ToArray($"{name}.recurrent_kernel"),
                    bias[..width],
                    bias.Length > width ? bias[width..] : new float[width]);
            }),
        ];
        return new RecurrentLayer(cell, layer.InputSize, layer.Units, layer.ReturnSequences, resetAfter, directions);
    }

    private static float[] Bias(bool exists, string name, int length, ModelWeights weights) => exists ? weights.ToArray(name) : new float[length];
}
