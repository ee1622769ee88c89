using System;
using ModelGen.Declaration;
using ModelGen.Generator.Ir;

namespace ModelGen.Generator.Emit.Kernels;

/// <summary>
/// The loops of a kernel that computes a whole timestep of a cell with several panels: while the states of some are computed, a wait for one
/// function after another, the processor already takes up the product of the next.
/// </summary>
internal static class StepPanels
{
    /// <summary>Lanes of a gate whose panels are worth it; narrower ones have too few chains.</summary>
    private const int Lanes = 16;

    /// <summary>With fewer panels than this the weights are in the first cache level, where more chains are worth more than an earlier cell.</summary>
    private const int Fewest = 4;

    /// <summary>Weights of a cell whose timestep is worth a kernel.</summary>
    public static bool Fit(PackedMatrix weights)
        => weights.Precision == WeightPrecision.Float32
            && (weights.Panels.Count == 1 || (weights.GateLanes == Lanes && weights.Panels.Count >= Fewest));

    /// <summary>
    /// Calls <paramref name="body"/> with a number of panels to compute: <paramref name="together"/>, and 1 for those that are left. In scope are
    /// <c>unit</c>, the first one's first unit, and <c>w</c>, that panel; see <see cref="Row"/>, <see cref="Gates"/> and <see cref="Unit"/> for all of them.
    /// </summary>
    public static void Emit(CodeWriter writer, PackedMatrix weights, int together, Action<int> body)
    {
        int lanes = weights.GateLanes;
        int units = weights.PaddedUnits;
        int grouped = weights.Panels.Count / together * together * lanes;
        if (grouped > 0)
        {
            Loop($"int unit = 0; unit < {grouped}", together);
        }

        if (grouped < units)
        {
            Loop($"int unit = {grouped}; unit < {units}", 1);
        }

        void Loop(string range, int count)
        {
            writer.Open($"for ({range}; unit += {count * lanes})")
                .Write($"ref float w = ref Unsafe.Add(ref weights, unit * {weights.Rows * weights.Gates});");
            body(count);
            writer.Close();
        }
    }

    /// <summary>A reference to row <paramref name="row"/> of the <paramref name="index"/>th of the panels.</summary>
    public static string Row(PackedMatrix weights, int index, int row)
        => LanesCode.At("w", ((index * weights.Rows) + row) * weights.PanelColumns);

    /// <summary>A reference to its gates in a row of pre-activations.</summary>
    public static string Gates(PackedMatrix weights, int index, string buffer)
        => LanesCode.At(buffer, $"(unit * {weights.Gates}){(index == 0 ? string.Empty : $" + {index * weights.PanelColumns}")}");

    /// <summary>The index of its first unit in a state.</summary>
    public static string Unit(PackedMatrix weights, int index)
        => index == 0 ? "unit" : $"unit + {index * weights.GateLanes}";

    /// <summary>Brings the new h to its place, where the products needed the old one to the end.</summary>
    public static void CopyHidden(CodeWriter writer, PackedMatrix weights, string from)
        => writer.Open($"for (int unit = 0; unit < {weights.PaddedUnits}; unit += {weights.GateLanes})")
            .Write($"V.Load(ref {from}, unit).Store(ref hidden, unit);")
            .Close();
}
