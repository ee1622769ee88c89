using System;
using System.Collections.Generic;
using System.Linq;
using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;
using ModelGen.Tests.Models;

namespace ModelGen.Tests.Oracles;

/// <summary>
/// Runs a model of recurrent layers, in one direction or two, through ONNX Runtime's operators, layer after layer, and
/// returns outputs and final states in this project's form: goes-backwards outputs in processing order, merged
/// directions, 0 beyond a row's length.
/// </summary>
internal static class OnnxOracle
{
    /// <summary>
    /// A random initial state for a row of the given length: zeros for a row of length 0, whose final state ONNX
    /// Runtime makes 0 where every framework (and this project) holds the initial one.
    /// </summary>
    public static float[] InitialState(Random random, int stateLength, int rowLength)
        => RandomModels.Floats(random, stateLength, rowLength == 0 ? 0 : 0.9f);

    /// <summary>Runs a batch.</summary>
    /// <param name="model">A model of recurrent layers in one direction or two.</param>
    /// <param name="weights">All tensors by name.</param>
    /// <param name="x">Features, <c>[B, T, Features]</c>.</param>
    /// <param name="lengths">Timesteps of each row.</param>
    /// <param name="initialStates"><c>[B][StateLength]</c></param>
    /// <returns>Outputs <c>[B, Outputs]</c> or <c>[B, T, Outputs]</c>, and final states <c>[B][StateLength]</c>.</returns>
    public static (float[] Outputs, float[][] FinalStates) Run(
        ModelDescription model,
        IReadOnlyDictionary<string, float[]> weights,
        float[] x,
        int[] lengths,
        float[][] initialStates)
    {
        int rows = lengths.Length;
        int size = model.Features;
        int timesteps = x.Length / (rows * size);
        var finalStates = new float[rows][];
        for (int row = 0; row < rows; row++)
        {
            finalStates[row] = (float[])initialStates[row].Clone();
        }

        float[] signal = x;
        int stateOffset = 0;
        foreach (LayerDescription layer in model.Layers)
        {
            signal = RunLayer(layer, weights, signal, timesteps, lengths, finalStates, ref stateOffset, ref size);
        }

        return (signal, finalStates);
    }

    private static float[] RunLayer(
        LayerDescription layer,
        IReadOnlyDictionary<string, float[]> weights,
        float[] x,
        int timesteps,
        int[] lengths,
        float[][] states,
        ref int stateOffset,
        ref int size)
    {
        var bidirectional = layer as BidirectionalDescription;
        RecurrentDescription recurrent = bidirectional?.Forward ?? (RecurrentDescription)layer;
        string[] prefixes = bidirectional is null ? [layer.Name] : [layer.Name + ".forward", layer.Name + ".backward"];
        int rows = lengths.Length;
        int units = recurrent.Units;
        OnnxRecurrent operation = ToOnnx(recurrent, size, prefixes, weights) with
        {
            Direction = bidirectional is not null ? OnnxDirection.Bidirectional : recurrent.GoBackwards ? OnnxDirection.Reverse : OnnxDirection.Forward,
            HasSequenceLengths = true,
            HasInitialState = true,
            Clip = (float?)recurrent.Clip,
        };

        // ONNX is time-major, and its states are [directions, rows, units].
        var timeMajor = new float[timesteps * rows * size];
        for (int row = 0; row < rows; row++)
        {
            for (int t = 0; t < timesteps; t++)
            {
                Array.Copy(x, ((row * timesteps) + t) * size, timeMajor, ((t * rows) + row) * size, size);
            }
        }

        // Ours are [rows][directions, states, units].
        int directions = prefixes.Length;
        int count = operation.States.Count;
        int offset = stateOffset;
        List<NamedOnnxValue> inputs =
        [
            NamedOnnxValue.CreateFromTensor("X", new DenseTensor<float>(timeMajor, [timesteps, rows, size])),
            NamedOnnxValue.CreateFromTensor("sequence_lens", new DenseTensor<int>(lengths, [rows])),
        ];
        for (int state = 0; state < count; state++)
        {
            var initial = new float[directions * rows * units];
            ForEachState(state, (own, theirs) => own.CopyTo(initial.AsSpan(theirs, units)));
            inputs.Add(NamedOnnxValue.CreateFromTensor("initial_" + operation.States[state], new DenseTensor<float>(initial, [directions, rows, units])));
        }

        using var options = new SessionOptions { IntraOpNumThreads = 1, InterOpNumThreads = 1 };
        using var session = new InferenceSession(OnnxModelBuilder.Recurrent(operation), options);
        using IDisposableReadOnlyCollection<DisposableNamedOnnxValue> results = session.Run(inputs);
        float[] y = results.Single(r => r.Name == "Y").AsTensor<float>().ToArray();
        float[] finalH = results.Single(r => r.Name == "Y_h").AsTensor<float>().ToArray();
        for (int state = 0; state < count; state++)
        {
            float[] final = results.Single(r => r.Name == "Y_" + operation.States[state]).AsTensor<float>().ToArray();
            ForEachState(state, (own, theirs) => final.AsSpan(theirs, units).CopyTo(own));
        }

        size = bidirectional is { Merge: MergeMode.Concat } ? 2 * units : units;
        float[] outputs;
        if (recurrent.ReturnSequences)
        {
            outputs = new float[rows * timesteps * size];
            for (int row = 0; row < rows; row++)
            {
                for (int t = 0; t < lengths[row]; t++)
                {
                    int source = recurrent.GoBackwards ? lengths[row] - 1 - t : t;
                    Span<float> output = outputs.AsSpan(((row * timesteps) + t) * size, size);
                    Merge(bidirectional?.Merge, y, ((source * directions * rows) + row) * units, rows * units, units, output);
                }
            }
        }
        else
        {
            outputs = new float[rows * size];
            for (int row = 0; row < rows; row++)
            {
                Merge(bidirectional?.Merge, finalH, row * units, rows * units, units, outputs.AsSpan(row * size, size));
            }
        }

        stateOffset += count * directions * units;
        return outputs;

        void ForEachState(int state, StateCopy copy)
        {
            for (int direction = 0; direction < directions; direction++)
            {
                for (int row = 0; row < rows; row++)
                {
                    copy(states[row].AsSpan(offset + (((direction * count) + state) * units), units), ((direction * rows) + row) * units);
                }
            }
        }
    }

    private delegate void StateCopy(Span<float> own, int theirs);

    private static OnnxRecurrent ToOnnx(RecurrentDescription layer, int size, string[] prefixes, IReadOnlyDictionary<string, float[]> weights) => layer switch
    {
        LstmDescription lstm => new OnnxLstm(size, lstm.Units)
        {
            Weights = [.. prefixes.Select(p => new KerasLstmWeights(weights[p + ".kernel"], weights[p + ".recurrent_kernel"], weights.GetValueOrDefault(p + ".bias")) { Peepholes = weights.GetValueOrDefault(p + ".peepholes") })],
            InputForget = lstm.InputForgetCoupling,
            OutputActivation = lstm.OutputActivation is { } output ? ToOnnx(output, lstm.OutputActivationAlpha, lstm.OutputActivationBeta) : null,
            Activation = ToOnnx(lstm.Activation, lstm.ActivationAlpha, lstm.ActivationBeta),
            RecurrentActivation = ToOnnx(lstm.RecurrentActivation, lstm.RecurrentActivationAlpha, lstm.RecurrentActivationBeta),
        },
        GruDescription gru => new OnnxGru(size, gru.Units)
        {
            Weights = [.. prefixes.Select(p => new KerasGruWeights(weights[p + ".kernel"], weights[p + ".recurrent_kernel"], weights.GetValueOrDefault(p + ".bias")))],
            ResetAfter = gru.ResetAfter,
            Activation = ToOnnx(gru.Activation, gru.ActivationAlpha, gru.ActivationBeta),
            RecurrentActivation = ToOnnx(gru.RecurrentActivation, gru.RecurrentActivationAlpha, gru.RecurrentActivationBeta),
        },
        SimpleRnnDescription rnn => new OnnxRnn(size, rnn.Units)
        {
            Weights = [.. prefixes.Select(p => new KerasRnnWeights(weights[p + ".kernel"], weights[p + ".recurrent_kernel"], weights.GetValueOrDefault(p + ".bias")))],
            Activation = ToOnnx(rnn.Activation, rnn.ActivationAlpha, rnn.ActivationBeta),
        },
        _ => throw new ArgumentException($"ONNX has no operator for {layer}.", nameof(layer)),
    };

    private static void Merge(MergeMode? merge, float[] values, int forward, int toBackward, int units, Span<float> output)
    {
        for (int u = 0; u < units; u++)
        {
            float a = values[forward + u];
            switch (merge)
            {
                case null:
                    output[u] = a;
                    break;
                case MergeMode.Concat:
                    output[u] = a;
                    output[units + u] = values[forward + toBackward + u];
                    break;
                case MergeMode.Sum:
                    output[u] = a + values[forward + toBackward + u];
                    break;
                case MergeMode.Mul:
                    output[u] = a * values[forward + toBackward + u];
                    break;
                case MergeMode.Ave:
                    output[u] = (a + values[forward + toBackward + u]) * 0.5f;
                    break;
            }
        }
    }

    private static OnnxActivation ToOnnx(Activation activation, double? alpha, double? beta) => activation switch
    {
        Activation.Tanh => OnnxActivation.Tanh,
        Activation.Sigmoid => OnnxActivation.Sigmoid,
        Activation.HardSigmoid => OnnxActivation.HardSigmoid,
        Activation.Relu => OnnxActivation.Relu,
        Activation.Linear => OnnxActivation.Linear,
        Activation.HardSigmoidKeras2 => new OnnxActivation("HardSigmoid", (float)(alpha ?? 0.2), (float)(beta ?? 0.5)),
        Activation.LeakyRelu => new OnnxActivation("LeakyRelu", (float)(alpha ?? 0.2)),
        Activation.Elu => new OnnxActivation("Elu", (float)(alpha ?? 1)),
        Activation.ThresholdedRelu => new OnnxActivation("ThresholdedRelu", (float)(alpha ?? 1)),
        Activation.ScaledTanh => new OnnxActivation("ScaledTanh", (float)(alpha ?? 1.7159), (float)(beta ?? 2.0 / 3)),
        Activation.Affine => new OnnxActivation("Affine", (float)(alpha ?? 1), (float)(beta ?? 0)),
        Activation.Softsign => new OnnxActivation("Softsign"),
        Activation.Softplus => new OnnxActivation("Softplus"),
        _ => throw new ArgumentOutOfRangeException(nameof(activation), activation, "ONNX has no such recurrent activation."),
    };
}
