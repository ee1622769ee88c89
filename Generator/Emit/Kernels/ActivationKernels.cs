using ModelGen.Declaration;
using ModelGen.Generator.Schedule;

namespace ModelGen.Generator.Emit.Kernels;

/// <summary>values = activation(values), over rows of padded width.</summary>
internal sealed record ActivationKernel(Activation Activation, int Width) : KernelSpec
{
    public override string Parameters => "ref float values, int rows";

    public override void EmitBody(CodeWriter writer, InstructionSetSpec set)
    {
        VectorSpec v = set.VectorFor(Width);
        writer.Open($"for (int i = 0; i < rows * {Width}; i += {v.Width})")
            .Write(v.Store(ActivationCode.Apply(Activation, v.Load("values", "i")), "values", "i"))
            .Close();
    }
}

/// <summary>gradient = gradient · activation'(values), from the activation's own values; over rows of padded width.</summary>
internal sealed record ActivationGradientKernel(Activation Activation, int Width) : KernelSpec
{
    public override string Parameters => "ref float values, ref float gradient, int rows";

    public override void EmitBody(CodeWriter writer, InstructionSetSpec set)
    {
        VectorSpec v = set.VectorFor(Width);
        writer.Open($"for (int i = 0; i < rows * {Width}; i += {v.Width})")
            .Write($"{v.Type} y = {v.Load("values", "i")};")
            .Write($"{v.Type} g = {v.Load("gradient", "i")};")
            .Write(v.Store(ActivationCode.ApplyDerivative(v, Activation, "y", "g"), "gradient", "i"))
            .Close();
    }
}
