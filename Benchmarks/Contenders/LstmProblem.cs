using System;
using System.Linq;
using ModelGen.Tests.Oracles;

namespace ModelGen.Benchmarks.Contenders;

/// <summary>What the contenders of an LSTM case are given: one set of weights, one sequence.</summary>
/// <param name="Features">Input features.</param>
/// <param name="Units">Units.</param>
/// <param name="Weights">Weights in Keras layout.</param>
/// <param name="X">The sequence [Timesteps, Features].</param>
internal sealed record LstmProblem(int Features, int Units, KerasLstmWeights Weights, float[] X)
{
    public int Timesteps => X.Length / Features;

    public OnnxLstm Onnx => new(Features, Units) { Weights = [Weights] };

    /// <summary>A sequence of numbers in [−1, 1), the same in every run.</summary>
    public static float[] Sequence(int timesteps, int features)
    {
        var random = new Random(20);
        return [.. Enumerable.Range(0, timesteps * features).Select(_ => (2 * random.NextSingle()) - 1)];
    }

    public ReadOnlySpan<float> Timestep(int t) => X.AsSpan(t * Features, Features);
}
