using System.Globalization;
using ModelGen.Generator.Ir;

namespace ModelGen.Generator.Emit;

/// <summary>Expressions that find out from the model's input which timesteps are masked: an id 0, or features that all equal a value.</summary>
internal static class MaskCode
{
    /// <summary>The value that masks, as a literal.</summary>
    public static string Value(MaskingPlan layer) => layer.Value.ToString("R", CultureInfo.InvariantCulture) + "f";

    /// <summary>The expression that fills <c>kinds</c> and says whether any timestep is not active; declares <c>timesteps</c>.</summary>
    /// <param name="network">The network.</param>
    /// <param name="x">The rows' inputs, a span.</param>
    /// <param name="stride">Timesteps from one row to the next.</param>
    /// <param name="kinds">Where the kinds go.</param>
    public static string Prepare(NetworkPlan network, string x, string stride, string kinds)
        => network.Masking is { } masking ? $"Masking.Prepare(lengths, {x}, {stride}, {network.Features}, {Value(masking)}, {kinds}, out int timesteps)"
            : network.MaskZero ? $"RowSchedule.PrepareMasked(lengths, {x}, {stride}, {kinds}, out int timesteps)"
            : $"RowSchedule.Prepare(lengths, {kinds}, out int timesteps)";

    /// <summary>A step's one timestep, <c>input</c>, is not masked.</summary>
    public static string StepIsActive(NetworkPlan network)
        => network.Masking is { } masking ? $"!Masking.IsMasked(ref input, {network.Features}, {Value(masking)})" : "input != 0";

    /// <summary>What a crowd's pass calls the agents' inputs, from which each one's mask is told.</summary>
    public static string RowsName(NetworkPlan network) => network.Masking is null ? "ids" : "input";

    /// <summary>One of a crowd's <c>rows</c> is masked.</summary>
    public static string AnyRowIsMasked(NetworkPlan network)
        => network.Masking is { } masking
            ? $"Masking.AnyMasked(ref input, {network.Features}, rows, {Value(masking)})"
            : "RowSchedule.AnyMasked(ref ids, rows)";

    /// <summary>Row <c>r</c> of a crowd is not masked.</summary>
    /// <param name="network">The network.</param>
    /// <param name="rows">The agents' inputs.</param>
    public static string RowIsActive(NetworkPlan network, string rows)
        => network.Masking is { } masking
            ? $"!Masking.IsMasked(ref Unsafe.Add(ref {rows}, r * {network.Features}), {network.Features}, {Value(masking)})"
            : $"Unsafe.Add(ref {rows}, r) != 0";
}
