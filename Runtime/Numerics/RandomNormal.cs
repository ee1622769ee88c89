using System;

namespace ModelGen.CompilerServices;

/// <summary>
/// The inverse of the normal distribution function in +, −, ·, / and square root only, which IEEE 754 rounds the same way
/// everywhere. The platform's logarithm differs in its last bits from machine to machine, so this has its own.
/// </summary>
internal static class RandomNormal
{
    /// <summary>Φ(−2), the normal probability below two standard deviations.</summary>
    private const double BelowMinusTwo = 0.022750131948179207;

    /// <summary>A draw of N(0, 1).</summary>
    public static double Draw(ulong key, ulong counter) => Inverse(CounterRandom.Double(key, counter));

    /// <summary>
    /// A draw of N(0, 1) conditioned on [−2, 2]: the distribution that redrawing the values outside would give, without the
    /// redrawing, which would make the number of draws depend on the values.
    /// </summary>
    public static double DrawTruncated(ulong key, ulong counter)
    {
        double u = CounterRandom.Double(key, counter);
        return Math.Clamp(Inverse(BelowMinusTwo + (u * (1 - (2 * BelowMinusTwo)))), -2, 2);
    }

    /// <summary>
    /// x with Φ(x) = <paramref name="probability"/>, to about 1e-15 relative. M. J. Wichura, "Algorithm AS 241: the percentage
    /// points of the normal distribution", Applied Statistics 37 (1988), routine PPND16.
    /// </summary>
    /// <param name="probability">In the open interval (0, 1).</param>
    public static double Inverse(double probability)
    {
        double q = probability - 0.5;
        if (Math.Abs(q) <= 0.425)
        {
            double s = 0.180625 - (q * q);
            double top = (((((((2.5090809287301226727e+3 * s) + 3.3430575583588128105e+4) * s
                + 6.7265770927008700853e+4) * s + 4.5921953931549871457e+4) * s
                + 1.3731693765509461125e+4) * s + 1.9715909503065514427e+3) * s
                + 1.3314166789178437745e+2) * s + 3.3871328727963666080;
            double bottom = (((((((5.2264952788528545610e+3 * s) + 2.8729085735721942674e+4) * s
                + 3.9307895800092710610e+4) * s + 2.1213794301586595867e+4) * s
                + 5.3941960214247511077e+3) * s + 6.8718700749205790830e+2) * s
                + 4.2313330701600911252e+1) * s + 1;
            return q * top / bottom;
        }

        double r = Math.Sqrt(-Log(q < 0 ? probability : 1 - probability));
        double x;
        if (r <= 5)
        {
            r -= 1.6;
            double top = (((((((7.74545014278341407640e-4 * r) + 2.27238449892691845833e-2) * r
                + 2.41780725177450611770e-1) * r + 1.27045825245236838258) * r
                + 3.64784832476320460504) * r + 5.76949722146069140550) * r
                + 4.63033784615654529590) * r + 1.42343711074968357734;
            double bottom = (((((((1.05075007164441684324e-9 * r) + 5.47593808499534494600e-4) * r
                + 1.51986665636164571966e-2) * r + 1.48103976427480074590e-1) * r
                + 6.89767334985100004550e-1) * r + 1.67638483018380384940) * r
                + 2.05319162663775882187) * r + 1;
            x = top / bottom;
        }
        else
        {
            r -= 5;
            double top = (((((((2.01033439929228813265e-7 * r) + 2.71155556874348757815e-5) * r
                + 1.24266094738807843860e-3) * r + 2.65321895265761230930e-2) * r
                + 2.96560571828504891230e-1) * r + 1.78482653991729133580) * r
                + 5.46378491116411436990) * r + 6.65790464350110377720;
            double bottom = (((((((2.04426310338993978564e-15 * r) + 1.42151175831644588870e-7) * r
                + 1.84631831751005468180e-5) * r + 7.86869131145613259100e-4) * r
                + 1.48753612908506148525e-2) * r + 1.36929880922735805310e-1) * r
                + 5.99832206555887937690e-1) * r + 1;
            x = top / bottom;
        }

        return q < 0 ? -x : x;
    }

    /// <summary>
    /// ln x for a positive normal x: x = 2^e·m with m in [√½, √2), and ln m = 2·artanh(s), s = (m − 1)/(m + 1), by its series
    /// in s² ≤ 0.0295, whose first term left out is below 1e-17.
    /// </summary>
    public static double Log(double x)
    {
        const double SqrtTwo = 1.4142135623730951;
        long bits = BitConverter.DoubleToInt64Bits(x);
        int exponent = (int)(bits >> 52) - 1023;
        double m = BitConverter.Int64BitsToDouble((bits & 0x000F_FFFF_FFFF_FFFF) | 0x3FF0_0000_0000_0000);
        if (m >= SqrtTwo)
        {
            m *= 0.5;
            exponent++;
        }

        double s = (m - 1) / (m + 1);
        double square = s * s;
        double series = 0;
        for (int odd = 23; odd >= 1; odd -= 2)
        {
            series = (series * square) + (1.0 / odd);
        }

        // ln 2 in two parts: the first has its last 21 bits 0, so that its product with the exponent is exact.
        return (exponent * 6.93147180369123816490e-1) + ((2 * s * series) + (exponent * 1.90821492927058770002e-10));
    }
}
