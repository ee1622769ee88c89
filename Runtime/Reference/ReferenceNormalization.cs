using System;
using System.Linq;

namespace ModelGen;

/// <summary>One vector's layer normalisation inside a cell: (x − μ) / √(σ² + ε) · gain + shift.</summary>
internal sealed class ReferenceNormalization
{
    private readonly double[] _gain;
    private readonly double _deviation;

    /// <summary>Normalises <paramref name="x"/>.</summary>
    public ReferenceNormalization(ReadOnlySpan<double> x, ReadOnlySpan<double> gain, ReadOnlySpan<double> shift, double epsilon)
    {
        double[] values = x.ToArray();
        double mean = values.Average();
        _gain = gain.ToArray();
        _deviation = Math.Sqrt(values.Average(value => (value - mean) * (value - mean)) + epsilon);
        Normalized = Array.ConvertAll(values, value => (value - mean) / _deviation);
        Output = new double[values.Length];
        for (int i = 0; i < values.Length; i++)
        {
            Output[i] = (Normalized[i] * _gain[i]) + (shift.IsEmpty ? 0 : shift[i]);
        }
    }

    /// <summary>x̂.</summary>
    public double[] Normalized { get; }

    /// <summary>x̂ · gain + shift.</summary>
    public double[] Output { get; }

    /// <summary>The gradient of x, from that of <see cref="Output"/>; adds to those of gain and shift (empty: none).</summary>
    public double[] Backward(ReadOnlySpan<double> outputGradient, Span<double> gainGradient, Span<double> shiftGradient)
    {
        int size = _gain.Length;
        var g = new double[size];
        for (int i = 0; i < size; i++)
        {
            g[i] = outputGradient[i] * _gain[i];
            gainGradient[i] += outputGradient[i] * Normalized[i];
            if (!shiftGradient.IsEmpty)
            {
                shiftGradient[i] += outputGradient[i];
            }
        }

        double mean = g.Average();
        double projection = g.Zip(Normalized, (a, b) => a * b).Average();
        return [.. g.Select((value, i) => (value - mean - (Normalized[i] * projection)) / _deviation)];
    }
}
