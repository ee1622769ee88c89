using ModelGen.Declaration;
using ModelGen.Generator.Ir;

namespace ModelGen.Generator.Emit.Kernels;

/// <summary>
/// A whole timestep of a GRU cell that resets after the product and is one panel wide, with the standard activations, for one row:
/// both shares of the gates are accumulators, and stay in registers until h is done. See <see cref="LstmStepKernel"/>.
/// </summary>
/// <param name="Weights">Rows: bias, recurrent bias, kernel, recurrent kernel; one panel of three gates, each as wide as the vector.</param>
/// <param name="InputWidth">Length of the input.</param>
/// <param name="Form">Which sigmoid and tanh.</param>
internal sealed record GruStepKernel(PackedMatrix Weights, int InputWidth, ActivationForm Form) : KernelSpec
{
    public override bool Wide { get; init; } = CellLanes.IsWide(Weights);

    public override string Parameters => "ref float weights, ref float input, ref float hidden";

    /// <summary>The condition under which a gate is one vector, as the kernel needs it.</summary>
    public string Condition => $"{(Wide ? "TWide" : "TNarrow")}.Count == {Weights.GateLanes}";

    /// <summary>The kernel can be used for <paramref name="cell"/>.</summary>
    public static bool Fits(GruCellPlan cell, PlacedMatrix weights)
        => cell.IsStandard && weights.Matrix.Panels.Count == 1 && weights.Matrix.Precision == WeightPrecision.Float32;

    public override void EmitBody(CodeWriter writer)
    {
        int columns = Weights.PanelColumns;
        writer.Write("V.Load(ref weights, out V z, out V r, out V n);")
            .Write($"ref float p = {LanesCode.At("weights", 2 * columns)};");
        StepChain.Emit(writer, "input", InputWidth, columns, "ref z, ref r, ref n");
        writer.Write("// The recurrent share starts from a bias of its own.")
            .Write($"V.Load({LanesCode.At("weights", columns)}, out V hz, out V hr, out V hn);")
            .Write($"p = {LanesCode.At("weights", (2 + InputWidth) * columns)};");
        StepChain.Emit(writer, "hidden", Weights.Units, columns, "ref hz, ref hr, ref hn");
        writer.Write($"V candidate = V.MultiplyAdd({ActivationCode.Function(Activation.Sigmoid, Form)}(r + hr), hn, n);")
            .Write($"{ActivationCode.GruState(Form)}(z + hz, candidate, V.Load(ref hidden, 0)).Store(ref hidden, 0);");
    }
}
