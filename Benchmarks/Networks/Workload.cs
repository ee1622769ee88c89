using System;
using System.Linq;

namespace ModelGen.Benchmarks.Networks;

/// <summary>What the contenders of a case are given.</summary>
/// <param name="Network">Layers and weights.</param>
/// <param name="Batch">Rows.</param>
/// <param name="Timesteps">Timesteps of every row.</param>
/// <param name="X">The input [Batch, Timesteps, Features].</param>
internal sealed record Workload(Network Network, int Batch, int Timesteps, float[] X)
{
    /// <summary>Inputs in [−1, 1), the same in every run.</summary>
    public static Workload Create(Network network, int batch, int timesteps)
    {
        var random = new Random(20);
        return new(network, batch, timesteps, [.. Enumerable.Range(0, batch * timesteps * network.Features).Select(_ => (2 * random.NextSingle()) - 1)]);
    }

    /// <summary>The input as the rivals read it: [Timesteps, Batch, Features].</summary>
    public float[] XByTimestep => Transpose(X, Batch, Timesteps);

    /// <summary>[rows, columns, …] to [columns, rows, …].</summary>
    public static float[] Transpose(float[] values, int rows, int columns)
    {
        int length = values.Length / (rows * columns);
        float[] result = new float[values.Length];
        for (int r = 0; r < rows; r++)
        {
            for (int c = 0; c < columns; c++)
            {
                values.AsSpan(((r * columns) + c) * length, length).CopyTo(result.AsSpan(((c * rows) + r) * length));
            }
        }

        return result;
    }
}
