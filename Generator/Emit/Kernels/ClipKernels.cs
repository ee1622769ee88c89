using ModelGen.Declaration;

namespace ModelGen.Generator.Emit.Kernels;

/// <summary>values = values within ±<paramref name="Bound"/>, over rows of padded width.</summary>
internal sealed record ClipKernel(int Width, float Bound) : KernelSpec
{
    public override bool Wide { get; init; } = Width % 16 == 0;

    public override string Parameters => "ref float values, int rows";

    public override void EmitBody(CodeWriter writer)
        => writer.Open($"for (int i = 0; i < rows * {Width}; i += V.Count)")
            .Write($"V.Clip(V.Load(ref values, i), {ActivationCode.Constant(Bound)}).Store(ref values, i);")
            .Close();
}

/// <summary>
/// gradient = what reaches a projected h from later timesteps and, where it does, from its own output, over rows of padded width; 0 where
/// the clip cut h off, which then lies on its bound.
/// </summary>
internal sealed record ProjectionGradientKernel(int Width, float? Clip, bool AddsOutputGradient) : KernelSpec
{
    public override bool Wide { get; init; } = Width % 16 == 0;

    public override string Parameters
        => $"{(Clip is null ? string.Empty : "ref float hidden, ")}{(AddsOutputGradient ? "ref float outputGradient, " : string.Empty)}ref float hiddenGradient, ref float gradient, int rows";

    public override void EmitBody(CodeWriter writer)
    {
        writer.Open($"for (int i = 0; i < rows * {Width}; i += V.Count)")
            .Write($"V dh = V.Load(ref hiddenGradient, i){(AddsOutputGradient ? " + V.Load(ref outputGradient, i)" : string.Empty)};");
        if (Clip is { } bound)
        {
            writer.Write($"dh = V.WhereBetween(V.Load(ref hidden, i), {ActivationCode.Constant(-bound)}, {ActivationCode.Constant(bound)}, dh);");
        }

        writer.Write("dh.Store(ref gradient, i);").Close();
    }
}
