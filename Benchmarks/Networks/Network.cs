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
}

/// <summary>
/// One direction's weights in Keras layout: kernel [Inputs, gates·Units], recurrent kernel [Units, gates·Units], bias of the input
/// and bias of the recurrent product [gates·Units] (zeros where the layer has none).
/// </summary>
internal sealed record CellWeights(float[] Kernel, float[] RecurrentKernel, float[] InputBias, float[] RecurrentBias);

/// <summary>A recurrent layer of one or two directions, whose outputs are concatenated.</summary>
internal sealed record RecurrentLayer(CellKind Cell, int Inputs, int Units, bool ReturnSequences, bool ResetAfter, IReadOnlyList<CellWeights> Directions)
{
    public int Gates => Cell == CellKind.Lstm ? 4 : 3;

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
                case LstmDescription lstm:
                    recurrent.Add(Lstm(lstm, [lstm.Name], weights));
                    break;
                case BidirectionalDescription { Merge: MergeMode.Concat, Forward: LstmDescription lstm } both:
                    recurrent.Add(Lstm(lstm, [$"{both.Name}.forward", $"{both.Name}.backward"], weights));
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

    private static RecurrentLayer Lstm(LstmDescription layer, ImmutableArray<string> names, ModelWeights weights) => new(
        CellKind.Lstm,
        layer.InputSize,
        layer.Units,
        layer.ReturnSequences,
        ResetAfter: false,
        [
            .. names.Select(name => new CellWeights(
                weights.ToArray($"{name}.kernel"),
                weights.ToArray($"{name}.recurrent_kernel"),
                Bias(layer.UseBias, $"{name}.bias", 4 * layer.Units, weights),
                new float[4 * layer.Units])),
        ]);

    private static float[] Bias(bool exists, string name, int length, ModelWeights weights) => exists ? weights.ToArray(name) : new float[length];
}
