using ModelGen.Declaration;
using ModelGen.Generator.Ir;

namespace ModelGen.Generator.Emit.Kernels;

/// <summary>
/// A whole timestep of a cell that is one panel wide, with the standard activations, for one row: the four gates are the
/// accumulators, and stay in registers until c and h are done. Such a cell is one wait for a chain after another; a second
/// method and a way through memory between them would be a fifth of it.
/// </summary>
/// <param name="Weights">Rows: bias, kernel, recurrent kernel; one panel of four gates, each as wide as the vector.</param>
/// <param name="InputWidth">Length of the input, or null where its share of the gates is known already.</param>
/// <param name="Form">Which sigmoid and tanh.</param>
internal sealed record LstmStepKernel(PackedMatrix Weights, int? InputWidth, ActivationForm Form) : KernelSpec
{
    public override bool Wide { get; init; } = CellLanes.IsWide(Weights);

    public override string Parameters => $"ref float weights, ref float {(InputWidth is null ? "gates" : "input")}, ref float hidden, ref float cell";

    /// <summary>The condition under which a gate is one vector, as the kernel needs it.</summary>
    public string Condition => $"{(Wide ? "TWide" : "TNarrow")}.Count == {Weights.GateLanes}";

    /// <summary>The kernel can be used for <paramref name="cell"/>.</summary>
    public static bool Fits(LstmCellPlan cell, PlacedMatrix weights)
        => cell.IsStandard && cell.SplitChain && weights.Matrix.Panels.Count == 1 && weights.Matrix.Precision == WeightPrecision.Float32;

    public override void EmitBody(CodeWriter writer)
    {
        int columns = 4 * Weights.GateLanes;
        int recurrentRow = Weights.Rows - Weights.Units;
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
}
