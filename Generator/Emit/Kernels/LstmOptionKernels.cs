using System;
using ModelGen.Declaration;
using ModelGen.Generator.Ir;

namespace ModelGen.Generator.Emit.Kernels;

/// <summary>The gates that a kernel is about: with peepholes the output gate waits for the new c.</summary>
internal enum LstmGateGroup
{
    /// <summary>i, f, g and o.</summary>
    All,

    /// <summary>i, f and g.</summary>
    BeforeCell,

    /// <summary>o.</summary>
    Output,
}

/// <summary>Dropout of the candidate in the kernels of training: <c>candidateFactors</c> has a factor for every unit.</summary>
internal static class LstmCandidate
{
    public static string Parameter(bool drops) => drops ? "ref float candidateFactors, " : string.Empty;

    /// <summary>The candidate g as the input gate multiplies it.</summary>
    public static string Dropped(bool drops) => drops ? $"(g{Factor(drops)})" : "g";

    public static string Factor(bool drops) => drops ? " * V.Load(ref candidateFactors, unit)" : string.Empty;
}

/// <summary>What the kernels of an LSTM with options share.</summary>
internal static class LstmOptionCode
{
    /// <summary>A loop over rows and one over the units of a row, for vectors of one element per unit.</summary>
    public static void EmitRows(CodeWriter writer, PackedMatrix weights, string[] gates, Action<int> body)
    {
        writer.Open("for (int row = 0; row < rows; row++)")
            .Open($"for (int lane = 0; lane < {weights.PaddedUnits}; lane += V.Count)")
            .Write($"int unit = (row * {weights.PaddedUnits}) + lane;");
        foreach (string gate in gates)
        {
            writer.Write(gate);
        }

        body(weights.GateLanes);
        writer.Close().Close();
    }

    /// <summary>The condition on <c>lane</c> under which a gate belongs to a group, or null for all; the gates are i, f, g, o.</summary>
    public static string? Condition(LstmGateGroup group, int width) => group switch
    {
        LstmGateGroup.BeforeCell => $"(lane & {3 * width}) != {3 * width}",
        LstmGateGroup.Output => $"(lane & {3 * width}) == {3 * width}",
        _ => null,
    };
}

/// <summary>Adds the peepholes' share to the pre-activations: those of i and f look at the previous c, that of o at the new one.</summary>
/// <param name="Weights">The gates' columns.</param>
/// <param name="Group">Which gates.</param>
/// <param name="Coupled">f has no peephole of its own, being 1 − i.</param>
internal sealed record LstmPeepholeKernel(PackedMatrix Weights, LstmGateGroup Group, bool Coupled) : KernelSpec
{
    public override bool Wide { get; init; } = CellLanes.IsWide(Weights);

    public override string Parameters => "ref float peepholes, ref float gates, ref float cell, int rows";

    public override void EmitBody(CodeWriter writer)
        => LstmOptionCode.EmitRows(writer, Weights, new[] { CellLanes.Gates(Weights) }, width =>
        {
            writer.Write("V c = V.Load(ref cell, unit);");
            if (Group == LstmGateGroup.Output)
            {
                Add(0 + (2 * Weights.PaddedUnits), 3 * width);
                return;
            }

            Add(0, 0);
            if (!Coupled)
            {
                Add(Weights.PaddedUnits, width);
            }

            void Add(int peephole, int gate)
                => writer.Write($"V.MultiplyAdd(V.Load(ref peepholes, {peephole} + lane), c, V.Load(ref z, {gate})).Store(ref z, {gate});");
        });
}

/// <summary>From the activated i, f and g and the previous c to the new c, clipped where the cell does so; a coupled f is 1 − i and takes f's place for the backward pass.</summary>
internal sealed record LstmCellStateKernel(PackedMatrix Weights, bool Coupled, float? Clip, bool Keeps, bool Drops) : KernelSpec
{
    public override bool Wide { get; init; } = CellLanes.IsWide(Weights);

    public override string Parameters => Keeps ? $"ref float gates, ref float previousCell, {LstmCandidate.Parameter(Drops)}ref float cell, int rows" : "ref float gates, ref float cell, int rows";

    public override void EmitBody(CodeWriter writer)
        => CellLanes.Emit(writer, Weights, width =>
        {
            writer.Write("V i = V.Load(ref z, 0);")
                .Write(Coupled ? "V f = V.Create(1f) - i;" : $"V f = V.Load(ref z, {width});");
            if (Coupled && Keeps)
            {
                writer.Write($"f.Store(ref z, {width});");
            }

            writer.Write($"V c = V.MultiplyAdd(f, V.Load(ref {(Keeps ? "previousCell" : "cell")}, unit), i * V.Load(ref z, {2 * width}){LstmCandidate.Factor(Drops)});")
                .Write(Clip is { } bound ? $"V.Clip(c, {ActivationCode.Constant(bound)}).Store(ref cell, unit);" : "c.Store(ref cell, unit);");
        });
}

/// <summary>h = o · activation(c), from the activated o and the new c.</summary>
internal sealed record LstmOutputKernel(PackedMatrix Weights, ActivationFunction Activation, ActivationForm Form, bool Keeps) : KernelSpec
{
    public override bool Wide { get; init; } = CellLanes.IsWide(Weights);

    public override string Parameters => Keeps
        ? "ref float gates, ref float cell, ref float activatedCell, ref float hidden, int rows"
        : "ref float gates, ref float cell, ref float hidden, int rows";

    public override void EmitBody(CodeWriter writer)
        => CellLanes.Emit(writer, Weights, width =>
        {
            writer.Write($"V a = {ActivationCode.Apply(Activation, Form, "V.Load(ref cell, unit)")};");
            if (Keeps)
            {
                writer.Write("a.Store(ref activatedCell, unit);");
            }

            writer.Write($"(V.Load(ref z, {3 * width}) * a).Store(ref hidden, unit);");
        });
}

/// <summary>
/// The backward pass through the output gate and the clip of consecutive rows: turns the kept o into the gradient of its
/// pre-activation, and the gradient of c into that before the clip, with what o's peephole and h add.
/// </summary>
internal sealed record LstmOutputGradientKernel(PackedMatrix Weights, ActivationFunction Activation, ActivationFunction RecurrentActivation, bool Peepholes, float? Clip, bool AddsOutputGradient) : KernelSpec
{
    public override bool Wide { get; init; } = CellLanes.IsWide(Weights);

    public override string Parameters
        => $"{(Peepholes ? "ref float peepholes, " : string.Empty)}ref float gates, {(RecurrentActivation.KeepsDerivative ? "ref float derivatives, " : string.Empty)}{(Clip is null ? string.Empty : "ref float cell, ")}ref float activatedCell, {(Activation.KeepsDerivative ? "ref float activatedDerivative, " : string.Empty)}{(AddsOutputGradient ? "ref float outputGradient, " : string.Empty)}ref float hiddenGradient, ref float cellGradient, int rows";

    public override void EmitBody(CodeWriter writer)
    {
        string[] rows = RecurrentActivation.KeepsDerivative
            ? new[] { CellLanes.Gates(Weights), CellLanes.Gates(Weights, "d", "derivatives") }
            : new[] { CellLanes.Gates(Weights) };
        LstmOptionCode.EmitRows(writer, Weights, rows, width =>
        {
            string output = AddsOutputGradient ? " + V.Load(ref outputGradient, unit)" : string.Empty;
            writer.Write($"V o = V.Load(ref z, {3 * width});")
                .Write("V a = V.Load(ref activatedCell, unit);")
                .Write($"V dh = V.Load(ref hiddenGradient, unit){output};")
                .Write("V dO = dh * a;")
                .Write($"dO = {ActivationCode.ApplyDerivative(RecurrentActivation, "o", "dO", $"V.Load(ref d, {3 * width})")};")
                .Write($"dO.Store(ref z, {3 * width});")
                .Write($"V dc = V.Load(ref cellGradient, unit) + {ActivationCode.ApplyDerivative(Activation, "a", "(dh * o)", "V.Load(ref activatedDerivative, unit)")};");
            if (Peepholes)
            {
                writer.Write($"dc = V.MultiplyAdd(V.Load(ref peepholes, {2 * Weights.PaddedUnits} + lane), dO, dc);");
            }

            if (Clip is { } bound)
            {
                writer.Write($"dc = V.WhereBetween(V.Load(ref cell, unit), {ActivationCode.Constant(-bound)}, {ActivationCode.Constant(bound)}, dc);");
            }

            writer.Write("dc.Store(ref cellGradient, unit);");
        });
    }
}

/// <summary>
/// The rest of the backward pass: from the gradient of c before the clip to those of the pre-activations of i, f and g, and of the
/// previous c. A coupled f has no pre-activation: its gradient goes to i, with the sign turned.
/// </summary>
internal sealed record LstmInputGradientKernel(PackedMatrix Weights, ActivationFunction Activation, ActivationFunction RecurrentActivation, bool Peepholes, bool Coupled, bool Drops) : KernelSpec
{
    public override bool Wide { get; init; } = CellLanes.IsWide(Weights);

    public override string Parameters
        => $"{(Peepholes ? "ref float peepholes, " : string.Empty)}ref float gates, {(KeepsDerivatives ? "ref float derivatives, " : string.Empty)}ref float previousCell, {LstmCandidate.Parameter(Drops)}ref float cellGradient, int rows";

    private bool KeepsDerivatives => Activation.KeepsDerivative || RecurrentActivation.KeepsDerivative;

    public override void EmitBody(CodeWriter writer)
    {
        string[] rows = KeepsDerivatives
            ? new[] { CellLanes.Gates(Weights), CellLanes.Gates(Weights, "d", "derivatives") }
            : new[] { CellLanes.Gates(Weights) };
        LstmOptionCode.EmitRows(writer, Weights, rows, width =>
        {
            writer.Write("V dc = V.Load(ref cellGradient, unit);")
                .Write("V previous = V.Load(ref previousCell, unit);")
                .Write("V i = V.Load(ref z, 0);")
                .Write($"V f = V.Load(ref z, {width});")
                .Write($"V g = V.Load(ref z, {2 * width});")
                .Write($"V di = dc * {(Coupled ? $"({LstmCandidate.Dropped(Drops)} - previous)" : LstmCandidate.Dropped(Drops))};")
                .Write($"V dg = dc * i{LstmCandidate.Factor(Drops)};")
                .Write($"di = {ActivationCode.ApplyDerivative(RecurrentActivation, "i", "di", "V.Load(ref d, 0)")};")
                .Write("di.Store(ref z, 0);");
            if (Coupled)
            {
                writer.Write("V df = default;");
            }
            else
            {
                writer.Write("V df = dc * previous;")
                    .Write($"df = {ActivationCode.ApplyDerivative(RecurrentActivation, "f", "df", $"V.Load(ref d, {width})")};");
            }

            writer.Write($"df.Store(ref z, {width});")
                .Write($"{ActivationCode.ApplyDerivative(Activation, "g", "dg", $"V.Load(ref d, {2 * width})")}.Store(ref z, {2 * width});")
                .Write("V dPrevious = dc * f;");
            if (Peepholes)
            {
                writer.Write("dPrevious = V.MultiplyAdd(V.Load(ref peepholes, lane), di, dPrevious);");
                if (!Coupled)
                {
                    writer.Write($"dPrevious = V.MultiplyAdd(V.Load(ref peepholes, {Weights.PaddedUnits} + lane), df, dPrevious);");
                }
            }

            writer.Write("dPrevious.Store(ref cellGradient, unit);");
        });
    }
}

/// <summary>Peephole gradients += Σ over consecutive rows, in their order, of the pre-activations' gradients times the c that they look at.</summary>
internal sealed record LstmPeepholeGradientKernel(PackedMatrix Weights, bool Coupled) : KernelSpec
{
    public override bool Wide { get; init; } = CellLanes.IsWide(Weights);

    public override string Parameters => "ref float peepholes, ref float gates, ref float previousCell, ref float cell, int rows";

    public override void EmitBody(CodeWriter writer)
    {
        int padded = Weights.PaddedUnits;
        int width = Weights.GateLanes;
        writer.Open($"for (int lane = 0; lane < {padded}; lane += V.Count)")
            .Write("V i = V.Load(ref peepholes, lane);")
            .Write($"V f = V.Load(ref peepholes, {padded} + lane);")
            .Write($"V o = V.Load(ref peepholes, {2 * padded} + lane);")
            .Open("for (int row = 0; row < rows; row++)")
            .Write($"int unit = (row * {padded}) + lane;")
            .Write(CellLanes.Gates(Weights))
            .Write("V previous = V.Load(ref previousCell, unit);")
            .Write("i = V.MultiplyAdd(V.Load(ref z, 0), previous, i);");
        if (!Coupled)
        {
            writer.Write($"f = V.MultiplyAdd(V.Load(ref z, {width}), previous, f);");
        }

        writer.Write($"o = V.MultiplyAdd(V.Load(ref z, {3 * width}), V.Load(ref cell, unit), o);")
            .Close()
            .Write("i.Store(ref peepholes, lane);")
            .Write($"f.Store(ref peepholes, {padded} + lane);")
            .Write($"o.Store(ref peepholes, {2 * padded} + lane);")
            .Close();
    }
}
