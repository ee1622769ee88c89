using System.Linq;
using ModelGen.Declaration;
using ModelGen.Generator.Ir;

namespace ModelGen.Generator.Emit.Kernels;

/// <summary>
/// A whole timestep of a GRU cell that resets after the product, with the standard activations, for one row: both shares of the gates are
/// accumulators, and stay in registers until h is done. See <see cref="LstmStepKernel"/>.
/// </summary>
/// <param name="Weights">Rows: bias, recurrent bias, kernel, recurrent kernel; panels of three gates, each as wide as the vector.</param>
/// <param name="InputWidth">Length of the input, or null where its share of the gates is known already.</param>
/// <param name="Form">Which sigmoid and tanh.</param>
internal sealed record GruStepKernel(PackedMatrix Weights, int? InputWidth, ActivationForm Form) : KernelSpec
{
    /// <summary>Panels side by side. The three gates of one alone have too few chains.</summary>
    private const int Together = 2;

    public override bool Wide { get; init; } = CellLanes.IsWide(Weights);

    public override string Parameters => $"ref float weights, ref float {(InputWidth is null ? "gates" : "input")}, ref float hidden{(NeedsScratch ? ", ref float scratch" : string.Empty)}";

    /// <summary>It takes a place for the new h, [units].</summary>
    public bool NeedsScratch => InputWidth is not null && Weights.Panels.Count > 1;

    /// <summary>The condition under which a gate is one vector, as the kernel needs it.</summary>
    public string Condition => $"{(Wide ? "TWide" : "TNarrow")}.Count == {Weights.GateLanes}";

    /// <summary>The kernel can be used for <paramref name="cell"/>.</summary>
    public static bool Fits(GruCellPlan cell, PlacedMatrix weights)
        => cell.IsStandard && StepPanels.Fit(weights.Matrix);

    public override void EmitBody(CodeWriter writer)
    {
        int columns = Weights.PanelColumns;
        int recurrentRow = Weights.Rows - Weights.Units;
        if (Weights.Panels.Count > 1)
        {
            StepPanels.Emit(writer, Weights, Together, count => EmitPanels(writer, count, columns, recurrentRow));
            StepPanels.CopyHidden(writer, Weights, InputWidth is null ? "gates" : "scratch");
            return;
        }

        if (InputWidth is { } length)
        {
            writer.Write("V.Load(ref weights, out V z, out V r, out V n);")
                .Write($"ref float p = {LanesCode.At("weights", 2 * columns)};");
            StepChain.Emit(writer, "input", length, columns, "ref z, ref r, ref n");
            writer.Write("// The recurrent share starts from a bias of its own.")
                .Write($"V.Load({LanesCode.At("weights", columns)}, out V hz, out V hr, out V hn);")
                .Write($"p = {LanesCode.At("weights", recurrentRow * columns)};");
        }
        else
        {
            writer.Write("V.Load(ref gates, out V z, out V r, out V n);")
                .Write($"V.Load({LanesCode.At("weights", columns)}, out V hz, out V hr, out V hn);")
                .Write($"ref float p = {LanesCode.At("weights", recurrentRow * columns)};");
        }

        StepChain.Emit(writer, "hidden", Weights.Units, columns, "ref hz, ref hr, ref hn");
        writer.Write($"V candidate = V.MultiplyAdd({ActivationCode.Function(Activation.Sigmoid, Form)}(r + hr), hn, n);")
            .Write($"{ActivationCode.GruState(Form)}(z + hz, candidate, V.Load(ref hidden, 0)).Store(ref hidden, 0);");
    }

    /// <summary>Some panels at once.</summary>
    private void EmitPanels(CodeWriter writer, int count, int columns, int recurrentRow)
    {
        int[] panels = Enumerable.Range(0, count).ToArray();
        foreach (int n in panels)
        {
            writer.Write($"V.Load({(InputWidth is null ? StepPanels.Gates(Weights, n, "gates") : StepPanels.Row(Weights, n, 0))}, out V z{n}, out V r{n}, out V n{n});");
        }

        if (InputWidth is { } length)
        {
            foreach (int n in panels)
            {
                writer.Write($"ref float p{n} = {StepPanels.Row(Weights, n, 2)};");
            }

            StepChain.Emit(writer, "input", length, columns, panels.Select(n => ($"p{n}", $"ref z{n}, ref r{n}, ref n{n}")).ToArray());
        }

        foreach (int n in panels)
        {
            writer.Write($"V.Load({StepPanels.Row(Weights, n, 1)}, out V hz{n}, out V hr{n}, out V hn{n});")
                .Write($"{(InputWidth is null ? "ref float " : string.Empty)}p{n} = {StepPanels.Row(Weights, n, recurrentRow)};");
        }

        StepChain.Emit(writer, "hidden", Weights.Units, columns, panels.Select(n => ($"p{n}", $"ref hz{n}, ref hr{n}, ref hn{n}")).ToArray());
        foreach (int n in panels)
        {
            string unit = StepPanels.Unit(Weights, n);
            writer.Write($"V candidate{n} = V.MultiplyAdd({ActivationCode.Function(Activation.Sigmoid, Form)}(r{n} + hr{n}), hn{n}, n{n});")
                .Write($"{ActivationCode.GruState(Form)}(z{n} + hz{n}, candidate{n}, V.Load(ref hidden, {unit})).Store(ref {(InputWidth is null ? "gates" : "scratch")}, {unit});");
        }
    }
}
