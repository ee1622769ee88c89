using System;
using System.Collections.Generic;

namespace ModelGen.Tests.Numerics;

/// <summary>Floats to test functions of one float on.</summary>
internal static class FloatSamples
{
    /// <summary>Setting MODELGEN_FULL=1 sweeps all floats rather than a sample of them.</summary>
    public static readonly bool Full = Environment.GetEnvironmentVariable("MODELGEN_FULL") == "1";

    /// <summary>Every <paramref name="stride"/>-th bit pattern: all exponents, both signs, denormals, infinities and NaNs.</summary>
    public static IEnumerable<float> AllExponents(uint stride)
    {
        for (ulong bits = 0; bits <= uint.MaxValue; bits += stride)
        {
            yield return BitConverter.UInt32BitsToSingle((uint)bits);
        }
    }

    /// <summary>Every <paramref name="stride"/>-th float of magnitude 2^-6 to 128, where the functions bend.</summary>
    public static IEnumerable<float> Bends(uint stride)
    {
        uint last = BitConverter.SingleToUInt32Bits(128f);
        for (uint bits = BitConverter.SingleToUInt32Bits(0.015625f); bits <= last; bits += stride)
        {
            yield return BitConverter.UInt32BitsToSingle(bits);
            yield return -BitConverter.UInt32BitsToSingle(bits);
        }
    }

    /// <summary>Zeros, infinities, NaNs with different payloads, ends of the format, and the floats around every bound that the functions compare with.</summary>
    public static IEnumerable<float> Special()
    {
        float[] values =
        [
            0f, float.Epsilon, 1.17549421e-38f, 1.17549435e-38f, float.MaxValue, float.PositiveInfinity, float.NaN,
            BitConverter.UInt32BitsToSingle(0x7FC12345), BitConverter.UInt32BitsToSingle(0x7FC00200),
            0.2f, 0.34657359f, 0.5f, 0.55f, 1f, 2.5f, 3f, 6f, 8.66f, 17.3286795f, 18f, 87.3365448f, 88f, 88.7228394f, 89f, 103.278931f, 103.972084f, 104f,
            4194304f, 8388608f, 12582912f, 16777216f, 1e10f, 1e20f, 1e30f,
        ];
        foreach (float value in values)
        {
            foreach (float near in (float[])[MathF.BitDecrement(value), value, MathF.BitIncrement(value)])
            {
                yield return near;
                yield return -near;
            }
        }
    }
}
