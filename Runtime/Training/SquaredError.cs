using System;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace ModelGen;

/// <summary>
/// Squared errors, their gradient and absolute errors in one pass: with many outputs per timestep a scalar loop in double, timestep by timestep,
/// would take as long as the model.
/// </summary>
/// <remarks>
/// Eight sums side by side, of every eighth error, are added in a fixed order, and what is left of eight follows: the same bits with and
/// without vectors.
/// </remarks>
internal static class SquaredError
{
    private const int Block = 8;

    /// <summary>Σ e², e = o − y.</summary>
    /// <param name="outputs">Outputs.</param>
    /// <param name="targets">As many targets.</param>
    /// <param name="factor">Factor of the gradient.</param>
    /// <param name="gradient">Receives factor · e; empty if it is not wanted.</param>
    /// <param name="absolutes">Σ |e|.</param>
    public static double Sum(ReadOnlySpan<float> outputs, ReadOnlySpan<float> targets, double factor, Span<float> gradient, out double absolutes)
    {
        int count = outputs.Length;
        ref float o = ref MemoryMarshal.GetReference(outputs);
        ref float y = ref MemoryMarshal.GetReference(targets);
        ref float g = ref MemoryMarshal.GetReference(gradient);
        bool differentiates = !gradient.IsEmpty;
        Vector128<double> s0 = default, s1 = default, s2 = default, s3 = default;
        Vector128<double> a0 = default, a1 = default, a2 = default, a3 = default;
        Vector128<double> factors = Vector128.Create(factor);
        int whole = count - (count % Block);
        for (int k = 0; k < whole; k += Block)
        {
            Vector128<float> o0 = Vector128.LoadUnsafe(ref o, (nuint)k);
            Vector128<float> o1 = Vector128.LoadUnsafe(ref o, (nuint)(k + 4));
            Vector128<float> y0 = Vector128.LoadUnsafe(ref y, (nuint)k);
            Vector128<float> y1 = Vector128.LoadUnsafe(ref y, (nuint)(k + 4));
            Vector128<double> e0 = Vector128.WidenLower(o0) - Vector128.WidenLower(y0);
            Vector128<double> e1 = Vector128.WidenUpper(o0) - Vector128.WidenUpper(y0);
            Vector128<double> e2 = Vector128.WidenLower(o1) - Vector128.WidenLower(y1);
            Vector128<double> e3 = Vector128.WidenUpper(o1) - Vector128.WidenUpper(y1);
            s0 += e0 * e0;
            s1 += e1 * e1;
            s2 += e2 * e2;
            s3 += e3 * e3;
            a0 += Vector128.Abs(e0);
            a1 += Vector128.Abs(e1);
            a2 += Vector128.Abs(e2);
            a3 += Vector128.Abs(e3);
            if (differentiates)
            {
                Vector128.Narrow(e0 * factors, e1 * factors).StoreUnsafe(ref g, (nuint)k);
                Vector128.Narrow(e2 * factors, e3 * factors).StoreUnsafe(ref g, (nuint)(k + 4));
            }
        }

        double squares = Sum(s0, s1, s2, s3);
        absolutes = Sum(a0, a1, a2, a3);
        for (int k = whole; k < count; k++)
        {
            double error = (double)outputs[k] - targets[k];
            squares += error * error;
            absolutes += Math.Abs(error);
            if (differentiates)
            {
                gradient[k] = (float)(error * factor);
            }
        }

        return squares;
    }

    private static double Sum(Vector128<double> v0, Vector128<double> v1, Vector128<double> v2, Vector128<double> v3)
    {
        Vector128<double> sum = (v0 + v1) + (v2 + v3);
        return sum.ToScalar() + sum.GetElement(1);
    }
}
