using System;
using ModelGen.Generator.Ir;

namespace ModelGen.Generator.Emit.Kernels;

/// <summary>The loop over lanes that the cell kernels share. Rows of gates and of states follow each other without a gap, so rows are just more panels.</summary>
internal static class CellLanes
{
    /// <summary>Units per block of <see cref="EmitBlocks"/>.</summary>
    private const int Block = 256;

    /// <summary>A gate fills the widest vectors.</summary>
    public static bool IsWide(PackedMatrix weights) => weights.GateLanes % 16 == 0;

    /// <summary>Declares <paramref name="local"/>, the first gate's lanes of <c>unit</c> in <paramref name="buffer"/>.</summary>
    public static string Gates(PackedMatrix weights, string local = "z", string buffer = "gates")
        => $"ref float {local} = ref Unsafe.Add(ref {buffer}, {weights.FirstGate("unit")});";

    /// <summary>
    /// Calls <paramref name="body"/> once, in a loop, with <c>z</c> at the first gate's lanes and <c>unit</c> as the index
    /// into states; its argument is the distance between two gates.
    /// </summary>
    public static void Emit(CodeWriter writer, PackedMatrix weights, Action<int> body)
        => Emit(writer, weights, new[] { ("z", "gates") }, body);

    /// <summary>The same with several rows of gates, each a local and the buffer that it points into.</summary>
    public static void Emit(CodeWriter writer, PackedMatrix weights, (string Local, string Buffer)[] gates, Action<int> body)
    {
        writer.Write($"int units = rows * {weights.PaddedUnits};")
            .Open("for (int unit = 0; unit < units; unit += V.Count)");
        foreach ((string local, string buffer) in gates)
        {
            writer.Write(Gates(weights, local, buffer));
        }

        body(weights.GateLanes);
        writer.Close();
    }

    /// <summary>
    /// Several such loops one after the other (null: none), each of which has registers and the processor's scheduler to itself; by
    /// blocks, so that a later one finds the gates in the first cache level.
    /// </summary>
    public static void EmitBlocks(CodeWriter writer, PackedMatrix weights, (string Local, string Buffer)[] gates, params string[]?[] loops)
    {
        writer.Write($"int units = rows * {weights.PaddedUnits};")
            .Open($"for (int first = 0; first < units; first += {Block})")
            .Write($"int end = units - first < {Block} ? units : first + {Block};");
        foreach (string[]? statements in loops)
        {
            if (statements is null)
            {
                continue;
            }

            writer.Open("for (int unit = first; unit < end; unit += V.Count)");
            foreach ((string local, string buffer) in gates)
            {
                writer.Write(Gates(weights, local, buffer));
            }

            foreach (string statement in statements)
            {
                writer.Write(statement);
            }

            writer.Close();
        }

        writer.Close();
    }
}
