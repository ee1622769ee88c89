using ModelGen.Declaration;
using ModelGen.Generator.Ir;
using ModelGen.Generator.Schedule;

namespace ModelGen.Generator.Emit.Kernels;

/// <summary>The LSTM cell of consecutive rows: from the gates' pre-activations and c to the new c and h, in place.</summary>
internal sealed record LstmCellKernel(PackedMatrix Weights, Activation Activation, Activation RecurrentActivation, bool KeepsActivations) : KernelSpec
{
    public override void Emit(CodeWriter writer, string name, InstructionSetSpec set)
    {
        string parameters = KeepsActivations
            ? "ref float gates, ref float previousCell, ref float cell, ref float activatedCell, ref float hidden, int rows"
            : "ref float gates, ref float cell, ref float hidden, int rows";
        writer.Write("[MethodImpl(MethodImplOptions.AggressiveOptimization)]")
            .Open($"private static void {name}({parameters})");
        LstmCellLoop.Emit(writer, Weights, set, (v, width) =>
        {
            writer.Write($"{v.Type} i = {ActivationCode.Apply(RecurrentActivation, v.Load("z", 0))};")
                .Write($"{v.Type} f = {ActivationCode.Apply(RecurrentActivation, v.Load("z", width))};")
                .Write($"{v.Type} g = {ActivationCode.Apply(Activation, v.Load("z", 2 * width))};")
                .Write($"{v.Type} o = {ActivationCode.Apply(RecurrentActivation, v.Load("z", 3 * width))};")
                .Write($"{v.Type} c = {v.MultiplyAdd("f", v.Load(KeepsActivations ? "previousCell" : "cell", "unit"), "i * g")};")
                .Write($"{v.Type} a = {ActivationCode.Apply(Activation, "c")};")
                .Write(v.Store("c", "cell", "unit"))
                .Write(v.Store("(o * a)", "hidden", "unit"));
            if (KeepsActivations)
            {
                writer.Write(v.Store("i", "z", 0))
                    .Write(v.Store("f", "z", width))
                    .Write(v.Store("g", "z", 2 * width))
                    .Write(v.Store("o", "z", 3 * width))
                    .Write(v.Store("a", "activatedCell", "unit"));
            }
        });
        writer.Close();
    }
}

/// <summary>
/// The backward pass through the cell of consecutive rows: turns the kept gates into the gradients of their
/// pre-activations, and the gradient of c into that of the previous c.
/// </summary>
internal sealed record LstmCellGradientKernel(PackedMatrix Weights, Activation Activation, Activation RecurrentActivation, bool AddsOutputGradient) : KernelSpec
{
    public override void Emit(CodeWriter writer, string name, InstructionSetSpec set)
    {
        string output = AddsOutputGradient ? "ref float outputGradient, " : string.Empty;
        writer.Write("[MethodImpl(MethodImplOptions.AggressiveOptimization)]")
            .Open($"private static void {name}(ref float gates, ref float previousCell, ref float activatedCell, {output}ref float hiddenGradient, ref float cellGradient, int rows)");
        LstmCellLoop.Emit(writer, Weights, set, (v, width) =>
        {
            string output = AddsOutputGradient ? $" + {v.Load("outputGradient", "unit")}" : string.Empty;
            writer.Write($"{v.Type} i = {v.Load("z", 0)};")
                .Write($"{v.Type} f = {v.Load("z", width)};")
                .Write($"{v.Type} g = {v.Load("z", 2 * width)};")
                .Write($"{v.Type} o = {v.Load("z", 3 * width)};")
                .Write($"{v.Type} a = {v.Load("activatedCell", "unit")};")
                .Write($"{v.Type} dh = {v.Load("hiddenGradient", "unit")}{output};")
                .Write($"{v.Type} dc = {v.Load("cellGradient", "unit")} + {ActivationCode.ApplyDerivative(v, Activation, "a", "(dh * o)")};")
                .Write($"{v.Type} di = dc * g;")
                .Write($"{v.Type} df = dc * {v.Load("previousCell", "unit")};")
                .Write($"{v.Type} dg = dc * i;")
                .Write($"{v.Type} dO = dh * a;")
                .Write(v.Store(ActivationCode.ApplyDerivative(v, RecurrentActivation, "i", "di"), "z", 0))
                .Write(v.Store(ActivationCode.ApplyDerivative(v, RecurrentActivation, "f", "df"), "z", width))
                .Write(v.Store(ActivationCode.ApplyDerivative(v, Activation, "g", "dg"), "z", 2 * width))
                .Write(v.Store(ActivationCode.ApplyDerivative(v, RecurrentActivation, "o", "dO"), "z", 3 * width))
                .Write(v.Store("(dc * f)", "cellGradient", "unit"));
        });
        writer.Close();
    }
}

/// <summary>The loop over rows and unit blocks that all cell kernels share.</summary>
internal static class LstmCellLoop
{
    /// <summary>
    /// Calls <paramref name="body"/> with <c>z</c> at the input gate's lanes of a block and <c>unit</c> as the index into
    /// rows of states; the second argument is the distance from one gate's lanes to the next.
    /// </summary>
    public static void Emit(CodeWriter writer, PackedMatrix weights, InstructionSetSpec set, System.Action<VectorSpec, int> body)
    {
        writer.Open("for (int row = 0; row < rows; row++)");
        foreach (PanelGroup group in weights.Groups())
        {
            int width = group.Columns / weights.Gates;
            VectorSpec v = set.VectorFor(width);
            string state = $"(row * {weights.PaddedUnits}) + {group.FirstColumn / weights.Gates}";
            string gates = $"(row * {weights.ResultWidth}) + {group.FirstColumn}";
            int lanes = group.Count * width;
            writer.Open($"for (int lane = 0; lane < {lanes}; lane += {v.Width})")
                .Write($"int unit = {state} + lane;");
            string inPanel = v.Width == width ? $"lane * {weights.Gates}"
                : $"((lane / {width}) * {group.Columns}) + (lane % {width})";
            writer.Write($"ref float z = ref Unsafe.Add(ref gates, {gates} + {inPanel});");
            body(v, width);
            writer.Close();
        }

        writer.Close();
    }
}
