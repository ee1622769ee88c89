using System;
using System.Linq;
using ModelGen.Declaration;
using ModelGen.Generator.Ir;
using ModelGen.Generator.Schedule;

namespace ModelGen.Generator.Emit.Kernels;

/// <summary>
/// i, f, o = recurrent activation, g = activation, in place over the gates of consecutive rows. One call of each function,
/// and in branches: their constants alone would fill the registers of most machines.
/// </summary>
internal sealed record LstmGateKernel(PackedMatrix Weights, Activation Activation, Activation RecurrentActivation) : KernelSpec
{
    public override string Parameters => "ref float gates, int rows";

    public override void EmitBody(CodeWriter writer, InstructionSetSpec set)
    {
        PanelGroup group = Weights.Groups().Single();
        int width = group.Columns / Weights.Gates;
        VectorSpec v = set.VectorFor(width);
        writer.Write($"int lanes = rows * {Weights.ResultWidth};")
            .Open($"for (int lane = 0; lane < lanes; lane += {v.Width})")
            .Write("ref float z = ref Unsafe.Add(ref gates, lane);")
            .Open($"if ((lane & {3 * width}) == {2 * width})")
            .Write("// The candidate comes third.")
            .Write(v.Store(ActivationCode.Apply(Activation, v.Load("z", 0)), "z", 0))
            .Close()
            .Open("else")
            .Write(v.Store(ActivationCode.Apply(RecurrentActivation, v.Load("z", 0)), "z", 0))
            .Close()
            .Close();
    }
}

/// <summary>From the activated gates and the previous c of consecutive rows to the new c and h.</summary>
internal sealed record LstmUpdateKernel(PackedMatrix Weights, Activation Activation, bool KeepsActivations) : KernelSpec
{
    public override string Parameters => KeepsActivations
        ? "ref float gates, ref float previousCell, ref float cell, ref float activatedCell, ref float hidden, int rows"
        : "ref float gates, ref float cell, ref float hidden, int rows";

    public override void EmitBody(CodeWriter writer, InstructionSetSpec set)
    {
        LstmLanes.Emit(writer, Weights, set, (v, width) =>
        {
            writer.Write($"{v.Type} c = {v.MultiplyAdd(v.Load("z", width), v.Load(KeepsActivations ? "previousCell" : "cell", "unit"), $"({v.Load("z", 0)} * {v.Load("z", 2 * width)})")};")
                .Write(v.Store("c", "cell", "unit"))
                .Write($"{v.Type} a = {ActivationCode.Apply(Activation, "c")};");
            if (KeepsActivations)
            {
                writer.Write(v.Store("a", "activatedCell", "unit"));
            }

            writer.Write(v.Store($"({v.Load("z", 3 * width)} * a)", "hidden", "unit"));
        });
    }
}

/// <summary>
/// The backward pass through the cell of consecutive rows: turns the kept gates into the gradients of their
/// pre-activations, and the gradient of c into that of the previous c.
/// </summary>
internal sealed record LstmCellGradientKernel(PackedMatrix Weights, Activation Activation, Activation RecurrentActivation, bool AddsOutputGradient) : KernelSpec
{
    public override string Parameters => AddsOutputGradient
        ? "ref float gates, ref float previousCell, ref float activatedCell, ref float outputGradient, ref float hiddenGradient, ref float cellGradient, int rows"
        : "ref float gates, ref float previousCell, ref float activatedCell, ref float hiddenGradient, ref float cellGradient, int rows";

    public override void EmitBody(CodeWriter writer, InstructionSetSpec set)
    {
        LstmLanes.Emit(writer, Weights, set, (v, width) =>
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
    }
}

/// <summary>The loop over lanes that the cell kernels share. Rows of gates and of states follow each other without a gap, so rows are just more panels.</summary>
internal static class LstmLanes
{
    /// <summary>
    /// Calls <paramref name="body"/> once, in a loop, with <c>z</c> at the input gate's lanes and <c>unit</c> as the index
    /// into states; its second argument is the distance between two gates.
    /// </summary>
    public static void Emit(CodeWriter writer, PackedMatrix weights, InstructionSetSpec set, Action<VectorSpec, int> body)
    {
        PanelGroup group = weights.Groups().Single();
        int width = group.Columns / weights.Gates;
        VectorSpec v = set.VectorFor(width);
        string z = v.Width == width ? $"unit * {weights.Gates}" : $"((unit & ~{width - 1}) * {weights.Gates}) + (unit & {width - 1})";
        writer.Write($"int units = rows * {weights.PaddedUnits};")
            .Open($"for (int unit = 0; unit < units; unit += {v.Width})")
            .Write($"ref float z = ref Unsafe.Add(ref gates, {z});");
        body(v, width);
        writer.Close();
    }
}
