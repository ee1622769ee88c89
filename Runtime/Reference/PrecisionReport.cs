using System;
using System.Globalization;

namespace ModelGen;

/// <summary>
/// How far a compiled model's outputs lie from those of the same network in double precision, on a user's own data: what reduced
/// weights or fast activations cost.
/// </summary>
/// <param name="Rows">Rows that were compared.</param>
/// <param name="Values">Outputs that were compared: those within the rows' lengths.</param>
/// <param name="GreatestError">The greatest absolute difference.</param>
/// <param name="WorstRow">The row where it lies, or −1 where nothing was compared.</param>
/// <param name="RootMeanSquareError">The root of the mean squared difference.</param>
/// <param name="RootMeanSquare">The root of the mean squared output, to see the error in proportion.</param>
/// <param name="SameClass">The share of output vectors whose greatest element is the same one, 0 to 1; a vector with a NaN never counts, and 1 where nothing was compared.</param>
public sealed record PrecisionReport(
    int Rows,
    int Values,
    double GreatestError,
    int WorstRow,
    double RootMeanSquareError,
    double RootMeanSquare,
    double SameClass)
{
    /// <summary>One line for a log.</summary>
    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture,
        $"{Rows} rows, {Values} outputs: greatest error {GreatestError:g3} (row {WorstRow}), root mean square error {RootMeanSquareError:g3} of {RootMeanSquare:g3}, same class {SameClass:p2}");

    /// <summary>Compares outputs that a compiled model has computed.</summary>
    /// <param name="description">The model's <c>Description</c>.</param>
    /// <param name="weights">Its weights.</param>
    /// <param name="x">Input <c>[B, T, Features]</c>.</param>
    /// <param name="timesteps">T.</param>
    /// <param name="lengths">Valid timesteps of each row: <c>[B]</c>.</param>
    /// <param name="y">The model's outputs, <c>[B, Outputs]</c> or <c>[B, T, Outputs]</c>.</param>
    /// <exception cref="ArgumentException">The weights belong to another model, or a row does not fit.</exception>
    public static PrecisionReport Measure(ModelDescription description, ModelWeights weights, ReadOnlySpan<float> x, int timesteps, ReadOnlySpan<int> lengths, ReadOnlySpan<float> y)
    {
        var comparison = new Comparison(new ReferenceNetwork(description, weights), lengths.IsEmpty ? 0 : y.Length / lengths.Length);
        int features = description.Features;
        for (int r = 0; r < lengths.Length; r++)
        {
            comparison.Add(ReferenceRow.FromFeatures(x.Slice(r * timesteps * features, timesteps * features), features, lengths[r]), r, y);
        }

        return comparison.Report(lengths.Length);
    }

    /// <inheritdoc cref="Measure(ModelDescription, ModelWeights, ReadOnlySpan{float}, int, ReadOnlySpan{int}, ReadOnlySpan{float})"/>
    public static PrecisionReport Measure(ModelDescription description, ModelWeights weights, ReadOnlySpan<int> x, int timesteps, ReadOnlySpan<int> lengths, ReadOnlySpan<float> y)
    {
        var comparison = new Comparison(new ReferenceNetwork(description, weights), lengths.IsEmpty ? 0 : y.Length / lengths.Length);
        for (int r = 0; r < lengths.Length; r++)
        {
            comparison.Add(ReferenceRow.FromIds(x.Slice(r * timesteps, timesteps), lengths[r]), r, y);
        }

        return comparison.Report(lengths.Length);
    }

    private sealed class Comparison(ReferenceNetwork network, int stride)
    {
        private double _greatest;
        private int _worst = -1;
        private double _squaredError;
        private double _squared;
        private int _values;
        private int _vectors;
        private int _same;

        public void Add(ReferenceRow row, int index, ReadOnlySpan<float> y)
        {
            double[][] expected = network.Forward(row).Outputs;
            int width = network.Outputs;
            for (int t = 0; t < expected.Length; t++)
            {
                ReadOnlySpan<float> actual = y.Slice((index * stride) + (t * width), width);
                int expectedClass = 0;
                int actualClass = 0;
                for (int j = 0; j < width; j++)
                {
                    double error = Math.Abs(actual[j] - expected[t][j]);
                    if (error > _greatest || _worst < 0 || double.IsNaN(error))
                    {
                        _greatest = error;
                        _worst = index;
                    }

                    _squaredError += error * error;
                    _squared += expected[t][j] * expected[t][j];
                    expectedClass = expected[t][j] > expected[t][expectedClass] ? j : expectedClass;
                    actualClass = actual[j] > actual[actualClass] ? j : actualClass;
                }

                _values += width;
                _vectors++;
                // NaN is greater than nothing, and no class.
                _same += expectedClass == actualClass && !HoldsNaN(y.Slice((index * stride) + (t * width), width)) ? 1 : 0;
            }
        }

        private static bool HoldsNaN(ReadOnlySpan<float> values)
        {
            foreach (float value in values)
            {
                if (float.IsNaN(value))
                {
                    return true;
                }
            }

            return false;
        }

        public PrecisionReport Report(int rows)
        {
            int count = Math.Max(1, _values);
            return new PrecisionReport(
                rows, _values, _greatest, _worst, Math.Sqrt(_squaredError / count), Math.Sqrt(_squared / count), _vectors == 0 ? 1 : (double)_same / _vectors);
        }
    }
}
