using ModelGen.Declaration;

namespace ModelGen.Generator.Emit.Kernels;

/// <summary>values = activation(values), over rows of padded width.</summary>
internal sealed record ActivationKernel(Activation Activation, ActivationForm Form, int Width) : KernelSpec
{
    public override bool Wide { get; init; } = Width % 16 == 0;

    public override string Parameters => "ref float values, int rows";

    public override void EmitBody(CodeWriter writer)
        => writer.Open($"for (int i = 0; i < rows * {Width}; i += V.Count)")
            .Write($"{ActivationCode.Apply(Activation, Form, "V.Load(ref values, i)")}.Store(ref values, i);")
            .Close();
}

/// <summary>gradient = gradient · activation'(values), from the activation's own values; over rows of padded width.</summary>
internal sealed record ActivationGradientKernel(Activation Activation, int Width) : KernelSpec
{
    public override bool Wide { get; init; } = Width % 16 == 0;

    public override string Parameters => "ref float values, ref float gradient, int rows";

    public override void EmitBody(CodeWriter writer)
        => writer.Open($"for (int i = 0; i < rows * {Width}; i += V.Count)")
            .Write("V y = V.Load(ref values, i);")
            .Write("V g = V.Load(ref gradient, i);")
            .Write($"{ActivationCode.ApplyDerivative(Activation, "y", "g")}.Store(ref gradient, i);")
            .Close();
}
