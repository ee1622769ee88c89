using ModelGen.Declaration;
using ModelGen.Generator.Ir;

namespace ModelGen.Generator.Emit.Kernels;

/// <summary>
/// From both shares of the pre-activations of consecutive rows and the previous h to the new h, for the standard activations: the
/// runtime's fused functions, which share divisions. The gates for the backward pass are functions of the same
/// pre-activations, so that keeping them changes no bit of h.
/// </summary>
/// <remarks>
/// Several loops, for the same reasons as the LSTM's: <see cref="LstmFusedKernel"/>. The candidate's pre-activation takes the place
/// of the input's share.
/// </remarks>
internal sealed record GruFusedKernel(PackedMatrix Weights, ActivationForm Form, bool KeepsActivations) : KernelSpec
{
    public override bool Wide { get; init; } = CellLanes.IsWide(Weights);

    public override string Parameters => KeepsActivations
        ? "ref float gates, ref float recurrent, ref float previousHidden, ref float hidden, int rows"
        : "ref float gates, ref float recurrent, ref float hidden, int rows";

    public override void EmitBody(CodeWriter writer)
    {
        (string, string)[] shares = { ("a", "gates"), ("b", "recurrent") };
        int width = Weights.GateLanes;
        string keep = KeepsActivations ? $" r.Store(ref a, {width});" : string.Empty;
        CellLanes.EmitBlocks(
            writer,
            Weights,
            shares,
            new[]
            {
                $"V r = {ActivationCode.Function(Activation.Sigmoid, Form)}(V.Load(ref a, {width}) + V.Load(ref b, {width}));" + keep,
                $"V.MultiplyAdd(r, V.Load(ref b, {2 * width}), V.Load(ref a, {2 * width})).Store(ref a, {2 * width});",
            },
            new[] { $"{ActivationCode.GruState(Form)}(V.Load(ref a, 0) + V.Load(ref b, 0), V.Load(ref a, {2 * width}), V.Load(ref {(KeepsActivations ? "previousHidden" : "hidden")}, unit)).Store(ref hidden, unit);" },
            !KeepsActivations ? null : new[]
            {
                $"{ActivationCode.Function(Activation.Sigmoid, Form)}(V.Load(ref a, 0) + V.Load(ref b, 0)).Store(ref a, 0);",
                $"{ActivationCode.Function(Activation.Tanh, Form)}(V.Load(ref a, {2 * width})).Store(ref a, {2 * width});",
            });
    }
}

/// <summary>reset = sigmoid(r) · h over consecutive rows, from r's pre-activation; with the reset before the product.</summary>
internal sealed record GruFusedResetKernel(PackedMatrix Gates, ActivationForm Form, bool KeepsActivations) : KernelSpec
{
    public override bool Wide { get; init; } = CellLanes.IsWide(Gates);

    public override string Parameters => "ref float gates, ref float hidden, ref float reset, int rows";

    public override void EmitBody(CodeWriter writer)
        => CellLanes.Emit(writer, Gates, width =>
        {
            writer.Write($"V r = {ActivationCode.Function(Activation.Sigmoid, Form)}(V.Load(ref z, {width}));");
            if (KeepsActivations)
            {
                writer.Write($"r.Store(ref z, {width});");
            }

            writer.Write("(r * V.Load(ref hidden, unit)).Store(ref reset, unit);");
        });
}

/// <summary>From the pre-activations of z and of the candidate and the previous h of consecutive rows to the new h; with the reset before the product.</summary>
internal sealed record GruFusedResetBeforeUpdateKernel(PackedMatrix Gates, ActivationForm Form, bool KeepsActivations) : KernelSpec
{
    public override bool Wide { get; init; } = CellLanes.IsWide(Gates);

    public override string Parameters => KeepsActivations
        ? "ref float gates, ref float candidate, ref float previousHidden, ref float hidden, int rows"
        : "ref float gates, ref float candidate, ref float hidden, int rows";

    public override void EmitBody(CodeWriter writer)
        => CellLanes.EmitBlocks(
            writer,
            Gates,
            new[] { ("z", "gates") },
            new[] { $"{ActivationCode.GruState(Form)}(V.Load(ref z, 0), V.Load(ref candidate, unit), V.Load(ref {(KeepsActivations ? "previousHidden" : "hidden")}, unit)).Store(ref hidden, unit);" },
            !KeepsActivations ? null : new[]
            {
                $"{ActivationCode.Function(Activation.Sigmoid, Form)}(V.Load(ref z, 0)).Store(ref z, 0);",
                $"{ActivationCode.Function(Activation.Tanh, Form)}(V.Load(ref candidate, unit)).Store(ref candidate, unit);",
            });
}
