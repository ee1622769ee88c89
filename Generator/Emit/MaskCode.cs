using System.Globalization;
using ModelGen.Generator.Ir;

namespace ModelGen.Generator.Emit;

/// <summary>Expressions that find out from the model's input which timesteps are masked: an id 0, or features, all or those of one of several inputs, that all equal a value.</summary>
internal static class MaskCode
{
    /// <summary>The value that masks, as a literal.</summary>
    public static string Value(float value) => value.ToString("R", CultureInfo.InvariantCulture) + "f";

    /// <summary>The expression that fills <c>kinds</c> and says whether any timestep is not active; declares <c>timesteps</c>.</summary>
    /// <param name="network">The network.</param>
    /// <param name="x">The rows' inputs, a span.</param>
    /// <param name="stride">Timesteps from one row to the next.</param>
    /// <param name="kinds">Where the kinds go.</param>
    public static string Prepare(NetworkPlan network, string x, string stride, string kinds)
        => network.MaskColumns is { } masked ? $"Masking.Prepare(lengths, {x}, {stride}, {network.Features}, {Value(masked.Value)}, {kinds}, out int timesteps{(IsAll(network, masked) ? string.Empty : $", {masked.First}, {masked.Count}")})"
            : network.MaskZero ? $"RowSchedule.PrepareMasked(lengths, {x}, {stride}, {kinds}, out int timesteps)"
            : $"RowSchedule.Prepare(lengths, {kinds}, out int timesteps)";

    /// <summary>A step's one timestep, <c>input</c>, is not masked.</summary>
    public static string StepIsActive(NetworkPlan network)
        => network.MaskColumns is { } masked ? $"!Masking.IsMasked({At(masked, "ref input")}, {masked.Count}, {Value(masked.Value)})" : "input != 0";

    /// <summary>What a crowd's pass calls the agents' inputs, from which each one's mask is told.</summary>
    public static string RowsName(NetworkPlan network) => network.MaskColumns is null ? "ids" : "input";

    /// <summary>One of a crowd's <c>rows</c> is masked.</summary>
    public static string AnyRowIsMasked(NetworkPlan network)
        => network.MaskColumns is { } masked
            ? $"Masking.AnyMasked({At(masked, "ref input")}, {masked.Count}, rows, {Value(masked.Value)}{(IsAll(network, masked) ? string.Empty : $", {network.Features}")})"
            : "RowSchedule.AnyMasked(ref ids, rows)";

    /// <summary>Row <c>r</c> of a crowd is not masked.</summary>
    /// <param name="network">The network.</param>
    /// <param name="rows">The agents' inputs.</param>
    public static string RowIsActive(NetworkPlan network, string rows)
        => network.MaskColumns is { } masked
            ? $"!Masking.IsMasked(ref Unsafe.Add(ref {rows}, {(masked.First == 0 ? string.Empty : $"{masked.First} + ")}r * {network.Features}), {masked.Count}, {Value(masked.Value)})"
            : $"Unsafe.Add(ref {rows}, r) != 0";

    /// <summary>The mask as arguments of the model's shape.</summary>
    public static string Shape(NetworkPlan network, MaskColumns masked)
        => $", MaskValue: {Value(masked.Value)}{(IsAll(network, masked) ? string.Empty : $", MaskColumns: {masked.First}..{masked.First + masked.Count}")}";

    private static bool IsAll(NetworkPlan network, MaskColumns masked) => masked.Count == network.Features;

    private static string At(MaskColumns masked, string input) => masked.First == 0 ? input : $"ref Unsafe.Add({input}, {masked.First})";
}
