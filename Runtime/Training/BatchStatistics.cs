using System;
using System.Collections.Immutable;
using ModelGen.CompilerServices;

namespace ModelGen;

/// <summary>
/// What the batch normalisations of a model know of a batch. A pass stops at each of them until all shards have come there, and their sums
/// are added in the order of the shards.
/// </summary>
internal sealed class BatchStatistics
{
    private readonly ImmutableArray<NormalizedLayer> _layers;
    private readonly int[] _offsets;
    private readonly double[] _values;

    public BatchStatistics(ImmutableArray<NormalizedLayer> layers, ReadOnlySpan<TrainingShard> shards)
    {
        _layers = layers;
        _offsets = new int[layers.Length];
        int length = 0;
        for (int i = 0; i < layers.Length; i++)
        {
            _offsets[i] = length;
            length += 1 + (4 * layers[i].Width);
        }

        _values = new double[length];
        foreach (TrainingShard shard in shards)
        {
            shard.Sums = new double[length];
            shard.Statistics = _values;
        }
    }

    /// <summary>Number of layers.</summary>
    public int Count => _layers.Length;

    /// <summary>Mean and variance of what a layer reads, from the shards' sums.</summary>
    public void Combine(int layer, ReadOnlySpan<TrainingShard> shards)
    {
        int width = _layers[layer].Width;
        Span<double> values = Add(shards, _offsets[layer], 1 + (2 * width));
        double count = Math.Max(values[0], 1);
        for (int k = 1; k <= width; k++)
        {
            values[k] /= count;
            values[width + k] = Math.Max((values[width + k] / count) - (values[k] * values[k]), 0);
        }
    }

    /// <summary>The moving statistics of a layer in the place of a batch's.</summary>
    public void UseMoving(int layer, ReadOnlySpan<float> weights)
    {
        (int width, int mean, int variance, _) = _layers[layer];
        Span<double> values = _values.AsSpan(_offsets[layer], 1 + (2 * width));
        values[0] = 0;
        for (int k = 0; k < width; k++)
        {
            values[1 + k] = weights[mean + k];
            values[1 + width + k] = weights[variance + k];
        }
    }

    /// <summary>The sums of the backward pass from the shards'.</summary>
    public void CombineGradients(int layer, ReadOnlySpan<TrainingShard> shards)
    {
        int width = _layers[layer].Width;
        Add(shards, _offsets[layer] + 1 + (2 * width), 2 * width);
    }

    /// <summary>Whether the moving statistics of these weights can move: a variance of finite values may be greater than a float can be.</summary>
    public bool CanMove(ReadOnlySpan<float> weights)
    {
        bool finite = true;
        for (int layer = 0; layer < _layers.Length; layer++)
        {
            (int width, int mean, int variance, double momentum) = _layers[layer];
            ReadOnlySpan<double> values = _values.AsSpan(_offsets[layer], 1 + (2 * width));
            double kept = values[0] > 0 ? momentum : 1;
            for (int k = 0; k < width; k++)
            {
                finite &= float.IsFinite(Moved(weights[mean + k], values[1 + k], kept)) && float.IsFinite(Moved(weights[variance + k], values[1 + width + k], kept));
            }
        }

        return finite;
    }

    /// <summary>The moving statistics after a step; those of a batch in which nothing counted stay as they were.</summary>
    /// <param name="before">The weights before the step: an optimiser may have written to statistics too (weight decay).</param>
    /// <param name="weights">The weights after it.</param>
    public void Move(ReadOnlySpan<float> before, Span<float> weights)
    {
        for (int layer = 0; layer < _layers.Length; layer++)
        {
            (int width, int mean, int variance, double momentum) = _layers[layer];
            ReadOnlySpan<double> values = _values.AsSpan(_offsets[layer], 1 + (2 * width));
            double kept = values[0] > 0 ? momentum : 1;
            for (int k = 0; k < width; k++)
            {
                weights[mean + k] = Moved(before[mean + k], values[1 + k], kept);
                weights[variance + k] = Moved(before[variance + k], values[1 + width + k], kept);
            }
        }
    }

    private static float Moved(float before, double batch, double kept) => (float)((before * kept) + (batch * (1 - kept)));

    private Span<double> Add(ReadOnlySpan<TrainingShard> shards, int offset, int length)
    {
        Span<double> values = _values.AsSpan(offset, length);
        values.Clear();
        foreach (TrainingShard shard in shards)
        {
            for (int i = 0; i < length; i++)
            {
                values[i] += shard.Sums[offset + i];
            }
        }

        return values;
    }
}
