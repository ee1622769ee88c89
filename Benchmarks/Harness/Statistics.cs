using System;
using System.Linq;

namespace ModelGen.Benchmarks.Harness;

internal static class Statistics
{
    public static double Median(double[] values) => Quantile(values, 0.5);

    /// <summary>Linear interpolation between the order statistics around q·(n − 1).</summary>
    public static double Quantile(double[] values, double q)
    {
        double[] sorted = [.. values.Order()];
        double position = q * (sorted.Length - 1);
        int below = (int)position;
        int above = Math.Min(below + 1, sorted.Length - 1);
        return sorted[below] + ((position - below) * (sorted[above] - sorted[below]));
    }

    /// <summary>Median of a[i] / b[i]: what disturbs the machine for a while disturbs both alike.</summary>
    public static double MedianRatio(double[] a, double[] b) => Median([.. a.Zip(b, (x, y) => x / y)]);
}
