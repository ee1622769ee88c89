using System;
using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using ModelGen.CompilerServices;

namespace ModelGen;

/// <summary>Sums, checks and clips gradients in the packed layout, in an order that does not depend on threads or vector width.</summary>
internal static class GradientReduction
{
    /// <summary>
    /// Adds the shards' gradients, in the order of the shards, for <paramref name="length"/> floats from
    /// <paramref name="start"/> on. The sum replaces shard 0's.
    /// </summary>
    public static void Sum(TrainingShard[] shards, int shardCount, int start, int length)
    {
        Span<float> sum = shards[0].Gradient.Span.Slice(start, length);
        for (int shard = 1; shard < shardCount; shard++)
        {
            Add(sum, shards[shard].Gradient.Span.Slice(start, length));
        }
    }

    /// <summary>True if all values are finite.</summary>
    public static bool AllFinite(ReadOnlySpan<float> values)
    {
        int i = 0;
        if (Vector.IsHardwareAccelerated)
        {
            // NaN and infinities are the values with all exponent bits set; x − x is 0 for every other.
            Vector<float> differences = Vector<float>.Zero;
            for (; i <= values.Length - Vector<float>.Count; i += Vector<float>.Count)
            {
                Vector<float> x = Load(values, i);
                differences += x - x;
            }

            if (!Vector.EqualsAll(differences, Vector<float>.Zero))
            {
                return false;
            }
        }

        for (; i < values.Length; i++)
        {
            if (!float.IsFinite(values[i]))
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>The first tensor with a value that is not finite, or null.</summary>
    public static string? FirstNonFinite(WeightLayout layout, ReadOnlySpan<float> gradient)
    {
        foreach (TensorLayout tensor in layout.Tensors)
        {
            foreach (PanelLayout panel in tensor.Panels)
            {
                if (!AllFinite(WeightPacking.Part(tensor, panel, gradient)))
                {
                    return tensor.Name;
                }
            }
        }

        return null;
    }

    /// <summary>The last tensor with a value that is not finite, or null.</summary>
    public static string? LastNonFinite(WeightLayout layout, ReadOnlySpan<float> gradient)
    {
        for (int i = layout.Tensors.Length - 1; i >= 0; i--)
        {
            TensorLayout tensor = layout.Tensors[i];
            foreach (PanelLayout panel in tensor.Panels)
            {
                if (!AllFinite(WeightPacking.Part(tensor, panel, gradient)))
                {
                    return tensor.Name;
                }
            }
        }

        return null;
    }

    /// <summary>The layer of a tensor: what comes before the first dot of its name.</summary>
    public static string? LayerOf(string? tensor) => tensor?.Split('.')[0];

    /// <summary>Scales every tensor's gradient by c / max(‖g‖, c).</summary>
    public static void ClipNorm(WeightLayout layout, Span<float> gradient, float limit)
    {
        foreach (TensorLayout tensor in layout.Tensors)
        {
            double norm = Math.Sqrt(SumOfSquares(tensor, gradient));
            if (norm > limit)
            {
                float factor = (float)(limit / norm);
                foreach (PanelLayout panel in tensor.Panels)
                {
                    Scale(WeightPacking.Part(tensor, panel, gradient), factor);
                }
            }
        }
    }

    /// <summary>Scales the whole gradient by c / max(‖g‖, c), with the norm over all tensors.</summary>
    public static void ClipGlobalNorm(WeightLayout layout, Span<float> gradient, float limit)
    {
        double sum = 0.0;
        foreach (TensorLayout tensor in layout.Tensors)
        {
            sum += SumOfSquares(tensor, gradient);
        }

        double norm = Math.Sqrt(sum);
        if (norm > limit)
        {
            Scale(gradient, (float)(limit / norm));
        }
    }

    /// <summary>Limits every value to [−limit, limit].</summary>
    public static void ClipValues(Span<float> values, float limit)
    {
        int i = 0;
        if (Vector.IsHardwareAccelerated)
        {
            Vector<float> upper = new(limit);
            Vector<float> lower = new(-limit);
            for (; i <= values.Length - Vector<float>.Count; i += Vector<float>.Count)
            {
                Store(Vector.Max(Vector.Min(Load(values, i), upper), lower), values, i);
            }
        }

        for (; i < values.Length; i++)
        {
            values[i] = Math.Max(Math.Min(values[i], limit), -limit);
        }
    }

    private static double SumOfSquares(TensorLayout tensor, ReadOnlySpan<float> gradient)
    {
        double sum = 0.0;
        foreach (PanelLayout panel in tensor.Panels)
        {
            sum += SumOfSquares(WeightPacking.Part(tensor, panel, gradient));
        }

        return sum;
    }

    /// <summary>Four interleaved partial sums, in double, where the square of a float is exact; padding lanes add 0.</summary>
    public static double SumOfSquares(ReadOnlySpan<float> values)
    {
        double sum0 = 0.0, sum1 = 0.0, sum2 = 0.0, sum3 = 0.0;
        int i = 0;
        for (; i <= values.Length - 4; i += 4)
        {
            sum0 += (double)values[i] * values[i];
            sum1 += (double)values[i + 1] * values[i + 1];
            sum2 += (double)values[i + 2] * values[i + 2];
            sum3 += (double)values[i + 3] * values[i + 3];
        }

        for (; i < values.Length; i++)
        {
            sum0 += (double)values[i] * values[i];
        }

        return sum0 + sum1 + (sum2 + sum3);
    }

    private static void Add(Span<float> sum, ReadOnlySpan<float> term)
    {
        term = term[..sum.Length];
        int i = 0;
        if (Vector.IsHardwareAccelerated)
        {
            for (; i <= sum.Length - Vector<float>.Count; i += Vector<float>.Count)
            {
                Store(Load(sum, i) + Load(term, i), sum, i);
            }
        }

        for (; i < sum.Length; i++)
        {
            sum[i] += term[i];
        }
    }

    private static void Scale(Span<float> values, float factor)
    {
        int i = 0;
        if (Vector.IsHardwareAccelerated)
        {
            Vector<float> factors = new(factor);
            for (; i <= values.Length - Vector<float>.Count; i += Vector<float>.Count)
            {
                Store(Load(values, i) * factors, values, i);
            }
        }

        for (; i < values.Length; i++)
        {
            values[i] *= factor;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector<float> Load(ReadOnlySpan<float> span, int index) =>
        Vector.LoadUnsafe(ref MemoryMarshal.GetReference(span), (nuint)index);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Store(Vector<float> value, Span<float> span, int index) =>
        value.StoreUnsafe(ref MemoryMarshal.GetReference(span), (nuint)index);
}
