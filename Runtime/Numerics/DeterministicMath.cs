using System;

namespace ModelGen.CompilerServices;

/// <summary>
/// Double-precision functions made of + − · / only, so that they have the same bits on every machine; those of
/// <see cref="Math"/> call the platform's C library. Within 1e-15 of the true value, relatively.
/// </summary>
internal static class DeterministicMath
{
    private const double Log2E = 1.4426950408889634;

    // ln 2 in two parts (fdlibm): the upper has 32 zero bits at its end, so that its product with an exponent is exact.
    private const double Ln2High = 6.93147180369123816490e-01;
    private const double Ln2Low = 1.90821492927058770002e-10;

    /// <summary>e^x: 0 below −708 (where results would be subnormal), infinity above 709.</summary>
    public static double Exp(double x)
    {
        if (!(x >= -708.0))
        {
            return double.IsNaN(x) ? x : 0.0;
        }

        if (x > 709.0)
        {
            return double.PositiveInfinity;
        }

        // x = k·ln 2 + r with |r| ≤ ln 2 / 2; e^r by its Taylor polynomial, whose remainder is below 1e-17.
        double k = Math.Floor((x * Log2E) + 0.5);
        double r = (x - (k * Ln2High)) - (k * Ln2Low);
        double p = 1.0 / 6227020800.0;
        p = (p * r) + (1.0 / 479001600.0);
        p = (p * r) + (1.0 / 39916800.0);
        p = (p * r) + (1.0 / 3628800.0);
        p = (p * r) + (1.0 / 362880.0);
        p = (p * r) + (1.0 / 40320.0);
        p = (p * r) + (1.0 / 5040.0);
        p = (p * r) + (1.0 / 720.0);
        p = (p * r) + (1.0 / 120.0);
        p = (p * r) + (1.0 / 24.0);
        p = (p * r) + (1.0 / 6.0);
        p = (p * r) + 0.5;
        p = (p * r * r) + r + 1.0;
        return p * BitConverter.Int64BitsToDouble(((long)k + 1023L) << 52);
    }

    /// <summary>(1 + cos(π·x))/2 for x between 0 and 1: from 1 down to 0.</summary>
    public static double HalfCosine(double x)
    {
        // cos²(y) with y = π·x/2; beyond π/4 it is 1 − sin²: sin by its Taylor polynomial, whose remainder is below 1e-17.
        bool upper = x > 0.5;
        double y = 0.5 * Math.PI * (upper ? 1.0 - x : x);
        double square = y * y;
        double p = -1.0 / 1307674368000.0;
        p = (p * square) + (1.0 / 6227020800.0);
        p = (p * square) - (1.0 / 39916800.0);
        p = (p * square) + (1.0 / 362880.0);
        p = (p * square) - (1.0 / 5040.0);
        p = (p * square) + (1.0 / 120.0);
        p = (p * square) - (1.0 / 6.0);
        double sine = y + (y * square * p);
        return upper ? sine * sine : 1.0 - (sine * sine);
    }

    /// <summary>The natural logarithm of a normal positive number; −infinity for 0 and subnormal numbers, NaN below 0.</summary>
    public static double Log(double x)
    {
        if (!(x >= 2.2250738585072014e-308))
        {
            return x >= 0.0 ? double.NegativeInfinity : double.NaN;
        }

        if (double.IsPositiveInfinity(x))
        {
            return x;
        }

        // x = m·2^e with m in [√½, √2).
        long bits = BitConverter.DoubleToInt64Bits(x);
        long exponent = (bits >> 52) - 1023L;
        double m = BitConverter.Int64BitsToDouble((bits & 0x000F_FFFF_FFFF_FFFFL) | 0x3FF0_0000_0000_0000L);
        if (m > 1.4142135623730951)
        {
            m *= 0.5;
            exponent++;
        }

        // ln m = 2·artanh(s) with s = (m − 1)/(m + 1), |s| ≤ 0.172; the first term left out is below 1e-17.
        double s = (m - 1.0) / (m + 1.0);
        double z = s * s;
        double series = 2.0 / 23.0;
        series = (series * z) + (2.0 / 21.0);
        series = (series * z) + (2.0 / 19.0);
        series = (series * z) + (2.0 / 17.0);
        series = (series * z) + (2.0 / 15.0);
        series = (series * z) + (2.0 / 13.0);
        series = (series * z) + (2.0 / 11.0);
        series = (series * z) + (2.0 / 9.0);
        series = (series * z) + (2.0 / 7.0);
        series = (series * z) + (2.0 / 5.0);
        series = (series * z) + (2.0 / 3.0);
        double tail = s * z * series;
        return (exponent * Ln2High) + ((2.0 * s) + (tail + (exponent * Ln2Low)));
    }

    /// <summary>ln(1 + x) for x ≥ 0, accurate for small x too (Kahan's correction of the rounding of 1 + x).</summary>
    public static double Log1P(double x)
    {
        double sum = 1.0 + x;
        return sum == 1.0 || double.IsPositiveInfinity(sum) ? x : Log(sum) * (x / (sum - 1.0));
    }
}
