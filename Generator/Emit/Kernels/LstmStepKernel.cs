using System.Linq;
using ModelGen.Declaration;
using ModelGen.Generator.Ir;

namespace ModelGen.Generator.Emit.Kernels;

/// <summary>
/// A whole timestep of a cell with the standard activations, for one row: the four gates are the accumulators, and stay in registers until
/// c and h are done. A small cell is one wait for a chain after another; a second method and a way through memory between them would be a fifth
/// of it. In a larger one the product of the next panels fills the wait for the cell of these.
/// </summary>
/// <param name="Weights">Rows: bias, kernel, recurrent kernel; panels of four gates, each as wide as the vector.</param>
/// <param name="InputWidth">Length of the input, or null where its share of the gates is known already.</param>
/// <param name="Form">Which sigmoid and tanh.</param>
internal sealed record LstmStepKernel(PackedMatrix Weights, int? InputWidth, ActivationForm Form) : KernelSpec
{
    /// <summary>Panels side by side. One alone has as many chains as the second cache level feeds.</summary>
    private const int Together = 1;

    public override bool Wide { get; init; } = CellLanes.IsWide(Weights);

    public override string Parameters => $"ref float weights, ref float {(InputWidth is null ? "gates" : "input")}, ref float hidden, ref float cell{(NeedsScratch ? ", ref float scratch" : string.Empty)}";

    /// <summary>It takes a place for the new h, [units].</summary>
    public bool NeedsScratch => InputWidth is not null && Weights.Panels.Count > 1;

    /// <summary>The condition under which a gate is one vector, as the kernel needs it.</summary>
    public string Condition => $"{(Wide ? "TWide" : "TNarrow")}.Count == {Weights.GateLanes}";

    /// <summary>The kernel can be used for <paramref name="cell"/>.</summary>
    public static bool Fits(LstmCellPlan cell, PlacedMatrix weights)
        => cell.IsStandard && cell.SplitChain == (weights.Matrix.Panels.Count == 1) && StepPanels.Fit(weights.Matrix);

    public override void EmitBody(CodeWriter writer)
    {
        int columns = 4 * Weights.GateLanes;
        int recurrentRow = Weights.Rows - Weights.Units;
        if (Weights.Panels.Count > 1)
        {
            StepPanels.Emit(writer, Weights, Together, count => EmitPanels(writer, count, columns, recurrentRow));
            StepPanels.CopyHidden(writer, Weights, InputWidth is null ? "gates" : "scratch");
            return;
        }

        if (InputWidth is { } length)
        {
            writer.Write("V.Load(ref weights, out V i, out V f, out V g, out V o);")
                .Write($"ref float p = {LanesCode.At("weights", columns)};");
            StepChain.Emit(writer, "input", length, columns, "ref i, ref f, ref g, ref o");
            writer.Write("// The recurrent sum is a chain of its own.")
                .Write($"p = {LanesCode.At("weights", recurrentRow * columns)};");
        }
        else
        {
            writer.Write("V.Load(ref gates, out V i, out V f, out V g, out V o);")
                .Write($"ref float p = {LanesCode.At("weights", recurrentRow * columns)};");
        }

        writer.Write("V hi = default, hf = default, hg = default, ho = default;");
        StepChain.Emit(writer, "hidden", Weights.Units, columns, "ref hi, ref hf, ref hg, ref ho");
        writer.Write($"V c = V.MultiplyAdd({ActivationCode.Function(Activation.Sigmoid, Form)}(f + hf), V.Load(ref cell, 0), {ActivationCode.GatedTanh(Form)}(i + hi, g + hg));")
            .Write("c.Store(ref cell, 0);")
            .Write($"{ActivationCode.GatedTanh(Form)}(o + ho, c).Store(ref hidden, 0);");
    }

    /// <summary>Some panels at once. Their sums are one chain over x and h.</summary>
    private void EmitPanels(CodeWriter writer, int count, int columns, int recurrentRow)
    {
        int[] panels = Enumerable.Range(0, count).ToArray();
        (string, string)[] chains = panels.Select(n => ($"p{n}", $"ref i{n}, ref f{n}, ref g{n}, ref o{n}")).ToArray();
        foreach (int n in panels)
        {
            writer.Write($"V.Load({(InputWidth is null ? StepPanels.Gates(Weights, n, "gates") : StepPanels.Row(Weights, n, 0))}, out V i{n}, out V f{n}, out V g{n}, out V o{n});");
        }

        foreach (int n in panels)
        {
            writer.Write($"ref float p{n} = {StepPanels.Row(Weights, n, InputWidth is null ? recurrentRow : 1)};");
        }

        if (InputWidth is { } length)
        {
            StepChain.Emit(writer, "input", length, columns, chains);
            foreach (int n in panels)
            {
                writer.Write($"p{n} = {StepPanels.Row(Weights, n, recurrentRow)};");
            }
        }

        StepChain.Emit(writer, "hidden", Weights.Units, columns, chains);
        foreach (int n in panels)
        {
            string unit = StepPanels.Unit(Weights, n);
            writer.Write($"V c{n} = V.MultiplyAdd({ActivationCode.Function(Activation.Sigmoid, Form)}(f{n}), V.Load(ref cell, {unit}), {ActivationCode.GatedTanh(Form)}(i{n}, g{n}));")
                .Write($"c{n}.Store(ref cell, {unit});")
                .Write($"{ActivationCode.GatedTanh(Form)}(o{n}, c{n}).Store(ref {(InputWidth is null ? "gates" : "scratch")}, {unit});");
        }
    }
}
