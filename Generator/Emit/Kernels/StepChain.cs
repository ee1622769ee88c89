namespace ModelGen.Generator.Emit.Kernels;

/// <summary>The chains of a kernel that computes a whole timestep of a small cell: one vector's elements times rows of a panel.</summary>
internal static class StepChain
{
    /// <summary>Up to this many rows a loop is written out.</summary>
    private const int LongestUnrolled = 16;

    private const int Unroll = 4;

    /// <summary>Adds to <paramref name="sums"/>; <c>p</c> refers to the first row.</summary>
    public static void Emit(CodeWriter writer, string vector, int length, int columns, string sums)
    {
        int looped = length <= LongestUnrolled ? 0 : length / Unroll * Unroll;
        if (looped > 0)
        {
            writer.Open($"for (nint k = 0; k < {looped}; k += {Unroll})");
            for (int s = 0; s < Unroll; s++)
            {
                writer.Write($"V.Accumulate(V.Broadcast({LanesCode.At(vector, s == 0 ? "k" : $"k + {s}")}), ref p, {s * columns}, {sums});");
            }

            writer.Write($"p = {LanesCode.At("p", Unroll * columns)};").Close();
        }

        for (int k = looped; k < length; k++)
        {
            writer.Write($"V.Accumulate(V.Broadcast({LanesCode.At(vector, k)}), ref p, {(k - looped) * columns}, {sums});");
        }
    }
}
