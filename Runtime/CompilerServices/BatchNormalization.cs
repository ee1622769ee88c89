using System;
using System.Runtime.CompilerServices;

namespace ModelGen.CompilerServices;

/// <summary>
/// y = (x − μ) / √(σ² + ε) · gamma + beta for each feature: with the moving mean and variance at inference, with those of the batch in
/// training. Sums are in double, in the order of timesteps and rows, so that they have the same bits on every machine.
/// </summary>
/// <remarks>
/// A table has a row each for gamma and beta, where the layer has them, the moving mean and the moving variance. A layer's statistics are
/// doubles: the number of rows that count, the means, the variances, then in the backward pass Σδ and Σδ·x̂ of each feature. Where the number
/// is 0 mean and variance do not depend on the rows.
/// </remarks>
public static class BatchNormalization
{
    private const int Lanes = 8;

    /// <summary>The layer's output from the moving statistics.</summary>
    /// <param name="source">Rows of <paramref name="count"/> features, <paramref name="stride"/> floats apart.</param>
    /// <param name="table">The layer's table.</param>
    /// <param name="destination">Receives the rows in the same layout.</param>
    /// <param name="scale">There is a gamma.</param>
    /// <param name="center">There is a beta.</param>
    /// <param name="epsilon">Added to the variance.</param>
    /// <param name="count">Features of a row.</param>
    /// <param name="stride">Floats from one row to the next.</param>
    /// <param name="rows">Number of rows.</param>
    public static void Apply(ref float source, ref float table, ref float destination, bool scale, bool center, double epsilon, int count, int stride, int rows)
    {
        int tableStride = TableStride(count);
        int parameters = (scale ? 1 : 0) + (center ? 1 : 0);
        for (int k = 0; k < count; k++)
        {
            double mean = Unsafe.Add(ref table, (parameters * tableStride) + k);
            double variance = Unsafe.Add(ref table, ((parameters + 1) * tableStride) + k);
            Affine(ref source, ref table, ref destination, scale, center, epsilon, mean, variance, count, stride, rows, k);
        }
    }

    /// <summary>The layer's output from the batch's statistics.</summary>
    /// <param name="source">Rows of <paramref name="count"/> features, <paramref name="stride"/> floats apart.</param>
    /// <param name="table">The layer's table.</param>
    /// <param name="statistics">The layer's statistics.</param>
    /// <param name="destination">Receives the rows in the same layout.</param>
    /// <param name="scale">There is a gamma.</param>
    /// <param name="center">There is a beta.</param>
    /// <param name="epsilon">Added to the variance.</param>
    /// <param name="count">Features of a row.</param>
    /// <param name="stride">Floats from one row to the next.</param>
    /// <param name="rows">Number of rows.</param>
    public static void ApplyBatch(
        ref float source, ref float table, ref double statistics, ref float destination, bool scale, bool center, double epsilon, int count, int stride, int rows)
    {
        for (int k = 0; k < count; k++)
        {
            Affine(ref source, ref table, ref destination, scale, center, epsilon, Unsafe.Add(ref statistics, 1 + k), Unsafe.Add(ref statistics, 1 + count + k), count, stride, rows, k);
        }
    }

    /// <summary>Number, sums and sums of squares of the rows that count: active timesteps, or rows with at least one.</summary>
    /// <param name="source">Rows of <paramref name="count"/> features, <paramref name="stride"/> floats apart.</param>
    /// <param name="sums">Receives <c>1 + 2·count</c> doubles.</param>
    /// <param name="kinds">A <see cref="TimestepKind"/> per timestep and row; read where <paramref name="ragged"/>.</param>
    /// <param name="ragged">Not every timestep is active.</param>
    /// <param name="isSequence">The layer reads every timestep rather than one row in all.</param>
    /// <param name="count">Features of a row.</param>
    /// <param name="stride">Floats from one row to the next.</param>
    /// <param name="timesteps">Timesteps.</param>
    /// <param name="rows">Rows of a timestep.</param>
    public static void Sums(
        ref float source, ref double sums, ReadOnlySpan<byte> kinds, bool ragged, bool isSequence, int count, int stride, int timesteps, int rows)
    {
        for (int i = 0; i < 1 + (2 * count); i++)
        {
            Unsafe.Add(ref sums, i) = 0;
        }

        int all = isSequence ? timesteps * rows : rows;
        for (int i = 0; i < all; i++)
        {
            if (!Counts(kinds, ragged, isSequence, timesteps, rows, i))
            {
                continue;
            }

            sums += 1;
            for (int k = 0; k < count; k++)
            {
                double x = Unsafe.Add(ref source, (i * stride) + k);
                Unsafe.Add(ref sums, 1 + k) += x;
                Unsafe.Add(ref sums, 1 + count + k) += x * x;
            }
        }
    }

    /// <summary>Σδ and Σδ·x̂ of all rows, which are the gradients of beta and gamma too.</summary>
    /// <param name="source">The rows that the layer read, <paramref name="stride"/> floats apart.</param>
    /// <param name="delta">The loss's gradient for what it wrote, <paramref name="deltaStride"/> floats apart.</param>
    /// <param name="statistics">The layer's statistics.</param>
    /// <param name="sums">Receives <c>2·count</c> doubles after <c>1 + 2·count</c> others.</param>
    /// <param name="gradient">The table's gradient; what belongs to gamma and beta is added to it.</param>
    /// <param name="scale">There is a gamma.</param>
    /// <param name="center">There is a beta.</param>
    /// <param name="epsilon">Added to the variance.</param>
    /// <param name="count">Features of a row.</param>
    /// <param name="stride">Floats from one row of the source to the next.</param>
    /// <param name="deltaStride">Floats from one row of delta to the next.</param>
    /// <param name="rows">Number of rows.</param>
    public static void GradientSums(
        ref float source, ref float delta, ref double statistics, ref double sums, ref float gradient, bool scale, bool center, double epsilon, int count, int stride, int deltaStride, int rows)
    {
        for (int k = 0; k < count; k++)
        {
            double mean = Unsafe.Add(ref statistics, 1 + k);
            double inverse = 1 / Math.Sqrt(Unsafe.Add(ref statistics, 1 + count + k) + epsilon);
            double sum = 0;
            double sumNormalized = 0;
            for (int i = 0; i < rows; i++)
            {
                double d = Unsafe.Add(ref delta, (i * deltaStride) + k);
                sum += d;
                sumNormalized += d * ((Unsafe.Add(ref source, (i * stride) + k) - mean) * inverse);
            }

            Unsafe.Add(ref sums, 1 + (2 * count) + k) = sum;
            Unsafe.Add(ref sums, 1 + (3 * count) + k) = sumNormalized;
            if (scale)
            {
                Unsafe.Add(ref gradient, k) += (float)sumNormalized;
            }

            if (center)
            {
                Unsafe.Add(ref gradient, (scale ? TableStride(count) : 0) + k) += (float)sum;
            }
        }
    }

    /// <summary>
    /// The loss's gradient for what the layer read: gamma / √(σ² + ε) · (δ − (Σδ + x̂ · Σδ·x̂) / N), where the second part is that of the rows
    /// that count among the N of the statistics.
    /// </summary>
    /// <param name="source">The rows that the layer read, <paramref name="stride"/> floats apart.</param>
    /// <param name="delta">The loss's gradient for what it wrote, <paramref name="deltaStride"/> floats apart.</param>
    /// <param name="statistics">The layer's statistics.</param>
    /// <param name="gamma">Gamma as a transposed kernel: element k is 8·k floats on. Not read where the layer has none.</param>
    /// <param name="destination">Receives the gradient, <paramref name="deltaStride"/> floats apart.</param>
    /// <param name="kinds">A <see cref="TimestepKind"/> per timestep and row; read where <paramref name="ragged"/>.</param>
    /// <param name="ragged">Not every timestep is active.</param>
    /// <param name="isSequence">The layer reads every timestep rather than one row in all.</param>
    /// <param name="scale">There is a gamma.</param>
    /// <param name="epsilon">Added to the variance.</param>
    /// <param name="count">Features of a row.</param>
    /// <param name="stride">Floats from one row of the source to the next.</param>
    /// <param name="deltaStride">Floats from one row of gradients to the next.</param>
    /// <param name="timesteps">Timesteps.</param>
    /// <param name="rows">Rows of a timestep.</param>
    public static void InputGradient(
        ref float source, ref float delta, ref double statistics, ref float gamma, ref float destination, ReadOnlySpan<byte> kinds, bool ragged, bool isSequence, bool scale, double epsilon, int count, int stride, int deltaStride, int timesteps, int rows)
    {
        int all = isSequence ? timesteps * rows : rows;
        for (int i = 0; i < all; i++)
        {
            double share = statistics > 0 && Counts(kinds, ragged, isSequence, timesteps, rows, i) ? 1 / statistics : 0;
            ref float x = ref Unsafe.Add(ref source, i * stride);
            ref float d = ref Unsafe.Add(ref delta, i * deltaStride);
            ref float dx = ref Unsafe.Add(ref destination, i * deltaStride);
            for (int k = 0; k < count; k++)
            {
                double inverse = 1 / Math.Sqrt(Unsafe.Add(ref statistics, 1 + count + k) + epsilon);
                double normalized = (Unsafe.Add(ref x, k) - Unsafe.Add(ref statistics, 1 + k)) * inverse;
                double common = Unsafe.Add(ref statistics, 1 + (2 * count) + k) + (normalized * Unsafe.Add(ref statistics, 1 + (3 * count) + k));
                Unsafe.Add(ref dx, k) = (float)((scale ? Unsafe.Add(ref gamma, k * Lanes) * inverse : inverse) * (Unsafe.Add(ref d, k) - (common * share)));
            }

            RowOperations.Clear(ref Unsafe.Add(ref dx, count), deltaStride - count);
        }
    }

    /// <summary>Floats from one row of a table to the next.</summary>
    internal static int TableStride(int count) => (count + Lanes - 1) & -Lanes;

    private static void Affine(
        ref float source, ref float table, ref float destination, bool scale, bool center, double epsilon, double mean, double variance, int count, int stride, int rows, int k)
    {
        double factor = 1 / Math.Sqrt(variance + epsilon);
        factor = scale ? Unsafe.Add(ref table, k) * factor : factor;
        double beta = center ? Unsafe.Add(ref table, (scale ? TableStride(count) : 0) + k) : 0;
        for (int i = 0; i < rows; i++)
        {
            Unsafe.Add(ref destination, (i * stride) + k) = (float)(((Unsafe.Add(ref source, (i * stride) + k) - mean) * factor) + beta);
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
            return kinds[i] == (byte)TimestepKind.Active;
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
