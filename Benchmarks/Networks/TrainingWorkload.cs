using System;
using System.Linq;

namespace ModelGen.Benchmarks.Networks;

/// <summary>The batch on which the contenders of a training case make every one of their steps.</summary>
/// <param name="Network">Layers and weights before the first step.</param>
/// <param name="Batch">Rows.</param>
/// <param name="Timesteps">Timesteps of the longest row.</param>
/// <param name="X">Inputs [Batch, Timesteps, Features].</param>
/// <param name="Lengths">Timesteps of each row [Batch]; empty where all have <paramref name="Timesteps"/>.</param>
/// <param name="Targets">Targets of the mean squared error [Batch, Timesteps, Outputs].</param>
internal sealed record TrainingWorkload(Network Network, int Batch, int Timesteps, float[] X, int[] Lengths, float[] Targets)
{
    /// <summary>Adam's learning rate: small enough that a thousand steps on one batch stay finite and the gates alive.</summary>
    public const float LearningRate = 1e-4f;

    /// <summary>Steps whose losses are compared before anything is timed.</summary>
    public const int ComparedSteps = 5;

    /// <summary>The share of the timesteps that rows have.</summary>
    public double ActiveShare => Lengths.Length == 0 ? 1 : Lengths.Sum() / (double)(Batch * Timesteps);

    /// <summary>Inputs and targets in [−1, 1), the same in every run.</summary>
    /// <param name="network">Layers and weights.</param>
    /// <param name="batch">Rows.</param>
    /// <param name="timesteps">Timesteps of the longest row.</param>
    /// <param name="ragged">Rows have lengths drawn evenly from 1 to <paramref name="timesteps"/>.</param>
    public static TrainingWorkload Create(Network network, int batch, int timesteps, bool ragged)
    {
        var random = new Random(21);
        float[] x = Values(network.Features);
        float[] targets = Values(network.Outputs);
        int[] lengths = ragged ? [.. Enumerable.Range(0, batch).Select(_ => random.Next(1, timesteps + 1))] : [];
        return new(network, batch, timesteps, x, lengths, targets);

        float[] Values(int width) => [.. Enumerable.Range(0, batch * timesteps * width).Select(_ => (2 * random.NextSingle()) - 1)];
    }
}
