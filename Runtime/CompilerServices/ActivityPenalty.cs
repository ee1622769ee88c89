using System;
using System.Runtime.CompilerServices;

namespace ModelGen.CompilerServices;

/// <summary>
/// What an activity regulariser adds to the loss: L1·Σ|y| + L2·Σy² of a layer's outputs. Masked timesteps count with what the layer returns
/// there; timesteps beyond a row's length, and rows without an active timestep that return one row each, do not.
/// </summary>
public static class ActivityPenalty
{
    /// <summary>The penalty of a shard's rows, in the order of timesteps and rows.</summary>
    /// <param name="outputs">The outputs, rows <paramref name="stride"/> floats apart.</param>
    /// <param name="kinds">A <see cref="TimestepKind"/> per timestep and row; read where <paramref name="ragged"/>.</param>
    /// <param name="ragged">Not every timestep is active.</param>
    /// <param name="isSequence">The layer returns every timestep rather than one row in all.</param>
    /// <param name="l1">Weight of the magnitudes.</param>
    /// <param name="l2">Weight of the squares.</param>
    /// <param name="count">Values of a row.</param>
    /// <param name="stride">Floats from one row to the next.</param>
    /// <param name="timesteps">Timesteps.</param>
    /// <param name="rows">Rows of a timestep.</param>
    public static double Sum(
        ref float outputs, ReadOnlySpan<byte> kinds, bool ragged, bool isSequence, float l1, float l2, int count, int stride, int timesteps, int rows)
    {
        double magnitudes = 0;
        double squares = 0;
        for (int i = 0; i < (isSequence ? timesteps * rows : rows); i++)
        {
            if (Counts(kinds, ragged, isSequence, timesteps, rows, i))
            {
                for (int k = 0; k < count; k++)
                {
                    double y = Unsafe.Add(ref outputs, (i * stride) + k);
                    magnitudes += Math.Abs(y);
                    squares += y * y;
                }
            }
        }

        return (l1 * magnitudes) + (l2 * squares);
    }

    /// <summary>Adds the penalty's gradient, L1·sign(y) + 2·L2·y.</summary>
    /// <param name="outputs">The outputs, rows <paramref name="stride"/> floats apart.</param>
    /// <param name="gradient">The outputs' gradient, rows <paramref name="gradientStride"/> floats apart.</param>
    /// <param name="kinds">A <see cref="TimestepKind"/> per timestep and row; read where <paramref name="ragged"/>.</param>
    /// <param name="ragged">Not every timestep is active.</param>
    /// <param name="isSequence">The layer returns every timestep rather than one row in all.</param>
    /// <param name="l1">Weight of the magnitudes.</param>
    /// <param name="l2">Weight of the squares.</param>
    /// <param name="batch">Rows of the whole batch, by which the penalty is divided.</param>
    /// <param name="count">Values of a row.</param>
    /// <param name="stride">Floats from one row of outputs to the next.</param>
    /// <param name="gradientStride">Floats from one row of gradients to the next.</param>
    /// <param name="timesteps">Timesteps.</param>
    /// <param name="rows">Rows of a timestep.</param>
    public static void AddGradient(
        ref float outputs, ref float gradient, ReadOnlySpan<byte> kinds, bool ragged, bool isSequence, float l1, float l2, int batch, int count, int stride, int gradientStride, int timesteps, int rows)
    {
        float sign = l1 / batch;
        float slope = 2 * l2 / batch;
        for (int i = 0; i < (isSequence ? timesteps * rows : rows); i++)
        {
            if (Counts(kinds, ragged, isSequence, timesteps, rows, i))
            {
                for (int k = 0; k < count; k++)
                {
                    float y = Unsafe.Add(ref outputs, (i * stride) + k);
                    Unsafe.Add(ref gradient, (i * gradientStride) + k) += (y > 0 ? sign : y < 0 ? -sign : 0) + (slope * y);
                }
            }
        }
    }

    private static bool Counts(ReadOnlySpan<byte> kinds, bool ragged, bool isSequence, int timesteps, int rows, int i)
    {
        if (!ragged)
        {
            return timesteps > 0;
        }

        if (isSequence)
        {
            return kinds[i] != (byte)TimestepKind.Beyond;
        }

        for (int t = 0; t < timesteps; t++)
        {
            if (kinds[(t * rows) + i] == (byte)TimestepKind.Active)
            {
                return true;
            }
        }

        return false;
    }
}
