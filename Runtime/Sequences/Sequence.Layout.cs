using System;

namespace ModelGen;

public static partial class Sequence
{
    /// <summary>Copies time-major data into batch-major memory, which models and data sets read.</summary>
    /// <param name="timeMajor"><c>[timesteps, rows, features]</c>; ids are one feature.</param>
    /// <param name="batchMajor">Receives <c>[rows, timesteps, features]</c>.</param>
    /// <param name="timesteps">Timesteps of a row, at least 1.</param>
    /// <param name="rows">Rows, at least 1.</param>
    /// <exception cref="ArgumentException">The spans are not whole timesteps of all rows, differ in length, or overlap.</exception>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="timesteps"/> or <paramref name="rows"/> is below 1.</exception>
    public static void ToBatchMajor<T>(ReadOnlySpan<T> timeMajor, Span<T> batchMajor, int timesteps, int rows)
        => SwapAxes(nameof(timeMajor), timeMajor, nameof(batchMajor), batchMajor, timesteps, rows, timesteps, rows);

    /// <summary>Copies batch-major data, such as a model's outputs, into time-major memory.</summary>
    /// <param name="batchMajor"><c>[rows, timesteps, features]</c>; ids are one feature.</param>
    /// <param name="timeMajor">Receives <c>[timesteps, rows, features]</c>.</param>
    /// <param name="timesteps">Timesteps of a row, at least 1.</param>
    /// <param name="rows">Rows, at least 1.</param>
    /// <exception cref="ArgumentException">The spans are not whole timesteps of all rows, differ in length, or overlap.</exception>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="timesteps"/> or <paramref name="rows"/> is below 1.</exception>
    public static void ToTimeMajor<T>(ReadOnlySpan<T> batchMajor, Span<T> timeMajor, int timesteps, int rows)
        => SwapAxes(nameof(batchMajor), batchMajor, nameof(timeMajor), timeMajor, rows, timesteps, timesteps, rows);

    // [outer, inner, features] becomes [inner, outer, features].
    private static void SwapAxes<T>(string from, ReadOnlySpan<T> source, string to, Span<T> destination, int outer, int inner, int timesteps, int rows)
    {
        int features = SequenceChecks.Features(from, source.Length, timesteps, rows);
        if (destination.Length != source.Length)
        {
            throw new ArgumentException($"Sequence: {to} has {destination.Length} elements; {from} has {source.Length}.", to);
        }

        SequenceChecks.Disjoint(source, destination, to);
        for (int i = 0; i < outer; i++)
        {
            for (int k = 0; k < inner; k++)
            {
                source.Slice(((i * inner) + k) * features, features).CopyTo(destination[(((k * outer) + i) * features)..]);
            }
        }
    }
}
