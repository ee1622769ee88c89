using System;
using System.Collections.Generic;
using System.Linq;

namespace ModelGen.Tests.Oracles;

/// <summary>The ONNX operator's <c>direction</c>.</summary>
internal enum OnnxDirection
{
    /// <summary>From the first timestep to the last.</summary>
    Forward,

    /// <summary>Every row from its own last timestep to the first; outputs are in time order.</summary>
    Reverse,

    /// <summary>Both.</summary>
    Bidirectional,
}

/// <summary>An activation of a recurrent ONNX operator, with the parameters that the operator's schema gives it.</summary>
internal sealed record OnnxActivation(string Name, float? Alpha = null, float? Beta = null)
{
    public static OnnxActivation Sigmoid { get; } = new("Sigmoid");

    public static OnnxActivation Tanh { get; } = new("Tanh");

    public static OnnxActivation Relu { get; } = new("Relu");

    /// <summary>1·x + 0: ONNX has no identity among the activations of its recurrent operators.</summary>
    public static OnnxActivation Linear { get; } = new("Affine", 1f, 0f);

    /// <summary>Keras 3's relu6(x + 3) / 6.</summary>
    public static OnnxActivation HardSigmoid { get; } = new("HardSigmoid", 1f / 6f, 0.5f);

    /// <summary>Keras 2's clip(0.2·x + 0.5, 0, 1).</summary>
    public static OnnxActivation HardSigmoidKeras2 { get; } = new("HardSigmoid", 0.2f, 0.5f);

}

/// <summary>
/// One recurrent operator. Its graph reads <c>X</c> [T, B, Features] and, where asked for, <c>sequence_lens</c> [B] (int32),
/// <c>initial_h</c> [directions, B, Units]; it returns <c>Y</c> [T, directions, B, Units] and <c>Y_h</c> [directions, B, Units].
/// </summary>
internal abstract record OnnxRecurrent(int Features, int Units)
{
    public OnnxDirection Direction { get; init; }

    public bool HasSequenceLengths { get; init; }

    public bool HasInitialState { get; init; }

    /// <summary>Of the gates.</summary>
    public OnnxActivation RecurrentActivation { get; init; } = OnnxActivation.Sigmoid;

    /// <summary>Of the candidate, and of an LSTM's cell state at the output unless it has its own.</summary>
    public OnnxActivation Activation { get; init; } = OnnxActivation.Tanh;

    /// <summary>The operator's clip, or null for none.</summary>
    public float? Clip { get; init; }

    /// <summary>Fixed number of timesteps, or null for any.</summary>
    public int? Timesteps { get; init; }

    /// <summary>Fixed number of rows, or null for any.</summary>
    public int? Batch { get; init; }

    public int Directions => Direction == OnnxDirection.Bidirectional ? 2 : 1;

    /// <summary>The operator's name.</summary>
    public abstract string Operation { get; }

    /// <summary>The state tensors without their prefix: <c>h</c>, <c>c</c>.</summary>
    public abstract IReadOnlyList<string> States { get; }

    /// <summary>For each of the operator's gates the one of Keras' column blocks.</summary>
    public abstract IReadOnlyList<int> KerasGates { get; }

    /// <summary>The activations of one direction.</summary>
    public abstract IReadOnlyList<OnnxActivation> Activations { get; }

    /// <summary>For each direction kernel [Features, gates·Units], recurrent kernel [Units, gates·Units], input bias and recurrent bias [gates·Units].</summary>
    public abstract IReadOnlyList<(float[] Kernel, float[] RecurrentKernel, float[] Bias, float[] RecurrentBias)> Parts { get; }

    /// <summary>The operator's input P, one direction after the other, or null for none.</summary>
    public virtual float[]? Peepholes => null;

    /// <summary>An attribute of this operator alone.</summary>
    public virtual (string Name, int Value)? Attribute => null;

    /// <summary>[rows, gates·Units] with Keras' column blocks to [gates·Units, rows] with the operator's row blocks.</summary>
    public float[] ToOnnxRows(float[] keras, int rows)
    {
        int gates = KerasGates.Count;
        if (keras.Length != rows * gates * Units)
        {
            throw new ArgumentException($"Expected {rows} × {gates * Units} floats, got {keras.Length}.", nameof(keras));
        }

        float[] onnx = new float[keras.Length];
        for (int gate = 0; gate < gates; gate++)
        {
            for (int unit = 0; unit < Units; unit++)
            {
                for (int row = 0; row < rows; row++)
                {
                    onnx[(((gate * Units) + unit) * rows) + row] = keras[(row * gates * Units) + (KerasGates[gate] * Units) + unit];
                }
            }
        }

        return onnx;
    }
}

/// <summary>
/// One direction's weights in Keras layout: kernel [Features, 4·Units], recurrent kernel [Units, 4·Units] and bias
/// [4·Units] (null: none), gate blocks i, f, c, o.
/// </summary>
internal sealed record KerasLstmWeights(float[] Kernel, float[] RecurrentKernel, float[]? Bias)
{
    /// <summary>[3, Units] for i, f, o, or null for none.</summary>
    public float[]? Peepholes { get; init; }
}

/// <summary>An LSTM operator, which also has the states <c>initial_c</c> and <c>Y_c</c>.</summary>
internal sealed record OnnxLstm(int Features, int Units) : OnnxRecurrent(Features, Units)
{
    /// <summary>One entry, or forward and backward for <see cref="OnnxDirection.Bidirectional"/>.</summary>
    public required IReadOnlyList<KerasLstmWeights> Weights { get; init; }

    /// <summary>Of the cell state at the output, or null for <see cref="OnnxRecurrent.Activation"/>.</summary>
    public OnnxActivation? OutputActivation { get; init; }

    /// <summary>The operator's input_forget.</summary>
    public bool InputForget { get; init; }

    /// <summary>The operator's peepholes are those of i, o, f.</summary>
    public override float[]? Peepholes => Weights[0].Peepholes is null
        ? null
        : [.. Weights.SelectMany(w => (float[])[.. w.Peepholes![..Units], .. w.Peepholes![(2 * Units)..], .. w.Peepholes![Units..(2 * Units)]])];

    public override (string Name, int Value)? Attribute => InputForget ? ("input_forget", 1) : null;

    public override string Operation => "LSTM";

    public override IReadOnlyList<string> States => ["h", "c"];

    /// <summary>i, o, f, c.</summary>
    public override IReadOnlyList<int> KerasGates => [0, 3, 1, 2];

    public override IReadOnlyList<OnnxActivation> Activations => [RecurrentActivation, Activation, OutputActivation ?? Activation];

    /// <summary>The operator has an input bias and a recurrent bias; Keras' single one is the first, the second is 0.</summary>
    public override IReadOnlyList<(float[] Kernel, float[] RecurrentKernel, float[] Bias, float[] RecurrentBias)> Parts
        => [.. Weights.Select(w => (w.Kernel, w.RecurrentKernel, w.Bias ?? new float[4 * Units], new float[4 * Units]))];
}

/// <summary>
/// One direction's weights in Keras layout: kernel [Features, 3·Units], recurrent kernel [Units, 3·Units] and bias [2, 3·Units]
/// or, where the reset gate comes first, [3·Units] (null: none), gate blocks z, r, h.
/// </summary>
internal sealed record KerasGruWeights(float[] Kernel, float[] RecurrentKernel, float[]? Bias);

/// <summary>A GRU operator.</summary>
internal sealed record OnnxGru(int Features, int Units) : OnnxRecurrent(Features, Units)
{
    /// <summary>One entry, or forward and backward for <see cref="OnnxDirection.Bidirectional"/>.</summary>
    public required IReadOnlyList<KerasGruWeights> Weights { get; init; }

    /// <summary>The operator's linear_before_reset.</summary>
    public bool ResetAfter { get; init; } = true;

    public override string Operation => "GRU";

    public override IReadOnlyList<string> States => ["h"];

    /// <summary>z, r, h.</summary>
    public override IReadOnlyList<int> KerasGates => [0, 1, 2];

    public override IReadOnlyList<OnnxActivation> Activations => [RecurrentActivation, Activation];

    public override IReadOnlyList<(float[] Kernel, float[] RecurrentKernel, float[] Bias, float[] RecurrentBias)> Parts
        => [.. Weights.Select(w => (w.Kernel, w.RecurrentKernel, w.Bias?[..(3 * Units)] ?? new float[3 * Units], w.Bias is { } bias && ResetAfter ? bias[(3 * Units)..] : new float[3 * Units]))];

    public override (string Name, int Value)? Attribute => ("linear_before_reset", ResetAfter ? 1 : 0);
}

/// <summary>One direction's weights: kernel [Features, Units], recurrent kernel [Units, Units] and bias [Units] (null: none).</summary>
internal sealed record KerasRnnWeights(float[] Kernel, float[] RecurrentKernel, float[]? Bias);

/// <summary>An RNN operator.</summary>
internal sealed record OnnxRnn(int Features, int Units) : OnnxRecurrent(Features, Units)
{
    /// <summary>One entry, or forward and backward for <see cref="OnnxDirection.Bidirectional"/>.</summary>
    public required IReadOnlyList<KerasRnnWeights> Weights { get; init; }

    public override string Operation => "RNN";

    public override IReadOnlyList<string> States => ["h"];

    public override IReadOnlyList<int> KerasGates => [0];

    public override IReadOnlyList<OnnxActivation> Activations => [Activation];

    public override IReadOnlyList<(float[] Kernel, float[] RecurrentKernel, float[] Bias, float[] RecurrentBias)> Parts
        => [.. Weights.Select(w => (w.Kernel, w.RecurrentKernel, w.Bias ?? new float[Units], new float[Units]))];
}
