using System;
using System.Runtime.CompilerServices;

namespace ModelGen.CompilerServices;

/// <summary>
/// Layer normalisation inside a recurrent cell: each gate of each row over its units, (x − μ) / √(σ² + ε) · gain + shift. Sums are in double, in
/// the order of the units, so that a row has the same bits on every machine and among any others.
/// </summary>
/// <remarks>
/// Rows are in the order of the cell's panels: a few lanes of each gate side by side, then the next units. A table has the same order, with a row of
/// gains and a row of shifts in each panel. Lanes beyond the last unit are left as they are.
/// </remarks>
public static class CellNormalization
{
    /// <summary>Normalises rows.</summary>
    /// <param name="source">The rows, one after the other.</param>
    /// <param name="table">Gains and shifts.</param>
    /// <param name="destination">Receives the rows; may be the source.</param>
    /// <param name="epsilon">Added to the variance.</param>
    /// <param name="units">Units of a gate.</param>
    /// <param name="gates">Gates of a row.</param>
    /// <param name="lanes">Lanes of a gate in a panel.</param>
    /// <param name="rows">Number of rows.</param>
    public static void Apply(ref float source, ref float table, ref float destination, double epsilon, int units, int gates, int lanes, int rows)
    {
        int columns = gates * lanes;
        int stride = (units + lanes - 1) / lanes * columns;
        for (int row = 0; row < rows; row++)
        {
            for (int gate = 0; gate < gates; gate++)
            {
                ref float x = ref Unsafe.Add(ref source, (row * stride) + (gate * lanes));
                ref float y = ref Unsafe.Add(ref destination, (row * stride) + (gate * lanes));
                ref float gain = ref Unsafe.Add(ref table, gate * lanes);
                ref float shift = ref Unsafe.Add(ref gain, columns);
                (double mean, double inverse) = Moments(ref x, epsilon, units, columns, lanes);
                for (int unit = 0; unit < units; unit++)
                {
                    int at = Place(unit, columns, lanes);
                    int weight = Place(unit, 2 * columns, lanes);
                    Unsafe.Add(ref y, at) = ((float)((Unsafe.Add(ref x, at) - mean) * inverse) * Unsafe.Add(ref gain, weight)) + Unsafe.Add(ref shift, weight);
                }
            }
        }
    }

    /// <summary>
    /// The chain rule: adds to the table's gradient Σ over rows of delta · x̂ for the gains and of delta for the shifts, and turns delta, the
    /// gradient of what <see cref="Apply"/> wrote, into that of what it read: with g = delta · gain, (g − mean(g) − x̂ · mean(g · x̂)) / √(σ² + ε).
    /// </summary>
    /// <param name="source">The rows that <see cref="Apply"/> read.</param>
    /// <param name="table">Gains and shifts.</param>
    /// <param name="delta">The gradient, of rows like the source's.</param>
    /// <param name="gradient">The table's gradient.</param>
    /// <param name="shifts">The shifts are parameters.</param>
    /// <param name="epsilon">Added to the variance.</param>
    /// <param name="units">Units of a gate.</param>
    /// <param name="gates">Gates of a row.</param>
    /// <param name="lanes">Lanes of a gate in a panel.</param>
    /// <param name="rows">Number of rows.</param>
    public static void Gradient(
        ref float source, ref float table, ref float delta, ref float gradient, bool shifts, double epsilon, int units, int gates, int lanes, int rows)
    {
        int columns = gates * lanes;
        int stride = (units + lanes - 1) / lanes * columns;
        for (int row = 0; row < rows; row++)
        {
            for (int gate = 0; gate < gates; gate++)
            {
                ref float x = ref Unsafe.Add(ref source, (row * stride) + (gate * lanes));
                ref float d = ref Unsafe.Add(ref delta, (row * stride) + (gate * lanes));
                ref float gain = ref Unsafe.Add(ref table, gate * lanes);
                ref float gainGradient = ref Unsafe.Add(ref gradient, gate * lanes);
                ref float shiftGradient = ref Unsafe.Add(ref gainGradient, columns);
                (double mean, double inverse) = Moments(ref x, epsilon, units, columns, lanes);
                double sum = 0;
                double sumNormalized = 0;
                for (int unit = 0; unit < units; unit++)
                {
                    int at = Place(unit, columns, lanes);
                    int weight = Place(unit, 2 * columns, lanes);
                    double normalized = (Unsafe.Add(ref x, at) - mean) * inverse;
                    double g = (double)Unsafe.Add(ref d, at) * Unsafe.Add(ref gain, weight);
                    sum += g;
                    sumNormalized += g * normalized;
                    Unsafe.Add(ref gainGradient, weight) += Unsafe.Add(ref d, at) * (float)normalized;
                    if (shifts)
                    {
                        Unsafe.Add(ref shiftGradient, weight) += Unsafe.Add(ref d, at);
                    }
                }

                sum /= units;
                sumNormalized /= units;
                for (int unit = 0; unit < units; unit++)
                {
                    int at = Place(unit, columns, lanes);
                    double g = (double)Unsafe.Add(ref d, at) * Unsafe.Add(ref gain, Place(unit, 2 * columns, lanes));
                    Unsafe.Add(ref d, at) = (float)((g - sum - ((Unsafe.Add(ref x, at) - mean) * inverse * sumNormalized)) * inverse);
                }
            }
        }
    }

    // Where a unit of the first gate lies, in panels of a length.
    private static int Place(int unit, int panel, int lanes) => (unit / lanes * panel) + (unit % lanes);

    // A gate's mean, and 1 / √(σ² + ε).
    private static (double Mean, double Inverse) Moments(ref float x, double epsilon, int units, int columns, int lanes)
    {
        double sum = 0;
        for (int unit = 0; unit < units; unit++)
        {
            sum += Unsafe.Add(ref x, Place(unit, columns, lanes));
        }

        double mean = sum / units;
        double squares = 0;
        for (int unit = 0; unit < units; unit++)
        {
            double difference = Unsafe.Add(ref x, Place(unit, columns, lanes)) - mean;
            squares += difference * difference;
        }

        return (mean, 1 / Math.Sqrt((squares / units) + epsilon));
    }
}
