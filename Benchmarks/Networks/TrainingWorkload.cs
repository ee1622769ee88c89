using System;
using System.Linq;

namespace ModelGen.Benchmarks.Networks;

/// <summary>The batch on which the contenders of a training case make every one of their steps.</summary>
/// <param name="Network">Layers and weights before the first step.</param>
/// <param name="Batch">Rows.</param>
/// <param name="Timesteps">Timesteps of every row.</param>
/// <param name="X">Inputs [Batch, Timesteps, Features].</param>
/// <param name="Targets">Targets of the mean squared error [Batch, Timesteps, Outputs].</param>
internal sealed record TrainingWorkload(Network Network, int Batch, int Timesteps, float[] X, float[] Targets)
{
    /// <summary>Adam's learning rate: small enough that a thousand steps on one batch stay finite and the gates alive.</summary>
    public const float LearningRate = 1e-4f;

    /// <summary>Steps whose losses are compared before anything is timed.</summary>
    public const int ComparedSteps = 5;

    /// <summary>Inputs and targets in [−1, 1), the same in every run.</summary>
    public static TrainingWorkload Create(Network network, int batch, int timesteps)
    {
        var random = new Random(21);
        return new(network, batch, timesteps, Values(network.Features), Values(network.Outputs));

        float[] Values(int width) => [.. Enumerable.Range(0, batch * timesteps * width).Select(_ => (2 * random.NextSingle()) - 1)];
    }
}
