using System.Collections.Generic;
using System.Linq;

namespace ModelGen.Generator.Emit.Kernels;

/// <summary>The chains of a kernel that computes a whole timestep: one vector's elements times rows of one panel, or of several side by side.</summary>
internal static class StepChain
{
    /// <summary>Up to this many rows a loop is written out.</summary>
    private const int LongestUnrolled = 16;

    private const int Unroll = 4;

    /// <summary>Adds to <paramref name="sums"/>; <c>p</c> refers to the first row.</summary>
    public static void Emit(CodeWriter writer, string vector, int length, int columns, string sums)
        => Emit(writer, vector, length, columns, new[] { ("p", sums) });

    /// <summary>Adds to the sums of each of <paramref name="panels"/>, whose first part is the reference to its first row.</summary>
    public static void Emit(CodeWriter writer, string vector, int length, int columns, IReadOnlyList<(string Row, string Sums)> panels)
    {
        int looped = length <= LongestUnrolled ? 0 : length / Unroll * Unroll;
        if (looped > 0)
        {
            writer.Open($"for (nint k = 0; k < {looped}; k += {Unroll})");
            for (int s = 0; s < Unroll; s++)
            {
                Row(s == 0 ? "k" : $"k + {s}", s, $"{vector}k{s}");
            }

            foreach ((string row, _) in panels)
            {
                writer.Write($"{row} = {LanesCode.At(row, Unroll * columns)};");
            }

            writer.Close();
        }

        for (int k = looped; k < length; k++)
        {
            Row($"{k}", k - looped, $"{vector}{k}");
        }

        void Row(string element, int row, string local)
        {
            string x = $"V.Broadcast({LanesCode.At(vector, element)})";
            if (panels.Count > 1)
            {
                writer.Write($"V {local} = {x};");
                x = local;
            }

            foreach ((string first, string sums) in panels)
            {
                writer.Write($"V.Accumulate({x}, ref {first}, {row * columns}, {sums});");
            }
        }
    }
}
