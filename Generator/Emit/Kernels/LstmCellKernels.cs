using System.Linq;
using ModelGen.Declaration;
using ModelGen.Generator.Ir;

namespace ModelGen.Generator.Emit.Kernels;

/// <summary>
/// i, f, o = recurrent activation, g = activation, in place over the gates of consecutive rows. One call of each function,
/// and in branches: their constants alone would fill the registers of most machines.
/// </summary>
internal sealed record LstmGateKernel(PackedMatrix Weights, ActivationFunction Activation, ActivationFunction RecurrentActivation, ActivationForm Form, LstmGateGroup Group = LstmGateGroup.All) : KernelSpec
{
    public override bool Wide { get; init; } = CellLanes.IsWide(Weights);

    public override string Parameters => "ref float gates, int rows";

    public override void EmitBody(CodeWriter writer)
    {
        int width = Weights.GateLanes;
        string? condition = LstmOptionCode.Condition(Group, width);
        string gate = $"{ActivationCode.Apply(RecurrentActivation, Form, "V.Load(ref z, 0)")}.Store(ref z, 0);";
        writer.Write($"int lanes = rows * {Weights.ResultWidth};")
            .Open("for (int lane = 0; lane < lanes; lane += V.Count)")
            .Write("ref float z = ref Unsafe.Add(ref gates, lane);");
        if (condition is not null)
        {
            writer.Open($"if ({condition})");
        }

        if (Group == LstmGateGroup.Output)
        {
            writer.Write(gate);
        }
        else
        {
            writer.Open($"if ((lane & {3 * width}) == {2 * width})")
                .Write("// The candidate comes third.")
                .Write($"{ActivationCode.Apply(Activation, Form, "V.Load(ref z, 0)")}.Store(ref z, 0);")
                .Close()
                .Open("else")
                .Write(gate)
                .Close();
        }

        if (condition is not null)
        {
            writer.Close();
        }

        writer.Close();
    }
}

/// <summary>
/// derivatives = the derivatives of the gates' activations, before these are computed in place; only those that the activated gates
/// do not tell.
/// </summary>
internal sealed record LstmGateDerivativeKernel(PackedMatrix Weights, ActivationFunction Activation, ActivationFunction RecurrentActivation, LstmGateGroup Group = LstmGateGroup.All) : KernelSpec
{
    public override bool Wide { get; init; } = CellLanes.IsWide(Weights);

    public override string Parameters => "ref float gates, ref float derivatives, int rows";

    public override void EmitBody(CodeWriter writer)
    {
        int width = Weights.GateLanes;
        writer.Write($"int lanes = rows * {Weights.ResultWidth};")
            .Open("for (int lane = 0; lane < lanes; lane += V.Count)");
        if (Activation.KeepsDerivative && Group != LstmGateGroup.Output)
        {
            writer.Open($"if ((lane & {3 * width}) == {2 * width})")
                .Write($"{ActivationCode.Derivative(Activation, "V.Load(ref gates, lane)")}.Store(ref derivatives, lane);")
                .Close();
        }

        if (RecurrentActivation.KeepsDerivative)
        {
            string condition = LstmOptionCode.Condition(Group, width) is { } group ? $" && {group}" : string.Empty;
            writer.Open($"if ((lane & {3 * width}) != {2 * width}{condition})")
                .Write($"{ActivationCode.Derivative(RecurrentActivation, "V.Load(ref gates, lane)")}.Store(ref derivatives, lane);")
                .Close();
        }

        writer.Close();
    }
}

/// <summary>From the activated gates and the previous c of consecutive rows to the new c and h.</summary>
internal sealed record LstmUpdateKernel(PackedMatrix Weights, ActivationFunction Activation, ActivationForm Form, bool KeepsActivations, bool Drops) : KernelSpec
{
    public override bool Wide { get; init; } = CellLanes.IsWide(Weights);

    public override string Parameters => KeepsActivations
        ? $"ref float gates, ref float previousCell, {LstmCandidate.Parameter(Drops)}ref float cell, ref float activatedCell, ref float hidden, int rows"
        : "ref float gates, ref float cell, ref float hidden, int rows";

    public override void EmitBody(CodeWriter writer)
    {
        CellLanes.Emit(writer, Weights, width =>
        {
            writer.Write($"V c = V.MultiplyAdd(V.Load(ref z, {width}), V.Load(ref {(KeepsActivations ? "previousCell" : "cell")}, unit), V.Load(ref z, 0) * V.Load(ref z, {2 * width}){LstmCandidate.Factor(Drops)});")
                .Write("c.Store(ref cell, unit);")
                .Write($"V a = {ActivationCode.Apply(Activation, Form, "c")};");
            if (KeepsActivations)
            {
                writer.Write("a.Store(ref activatedCell, unit);");
            }

            writer.Write($"(V.Load(ref z, {3 * width}) * a).Store(ref hidden, unit);");
        });
    }
}

/// <summary>
/// From the pre-activations of consecutive rows and the previous c to the new c and h, for the standard activations: the runtime's
/// fused functions, which share divisions. The gates for the backward pass are the same functions of the same
/// pre-activations, so that keeping them changes no bit of c or h.
/// </summary>
/// <remarks>
/// Several loops: the chains of c and h together fill the processor's scheduler, and more than two functions 16 registers. By
/// blocks, so that a later loop finds the gates in the first cache level.
/// </remarks>
internal sealed record LstmFusedKernel(PackedMatrix Weights, ActivationForm Form, bool KeepsActivations, bool Drops) : KernelSpec
{
    public override bool Wide { get; init; } = CellLanes.IsWide(Weights);

    public override string Parameters => KeepsActivations
        ? $"ref float gates, ref float previousCell, {LstmCandidate.Parameter(Drops)}ref float cell, ref float activatedCell, ref float hidden, int rows"
        : "ref float gates, ref float cell, ref float hidden, int rows";

    public override void EmitBody(CodeWriter writer)
    {
        int width = Weights.GateLanes;
        string gated = ActivationCode.GatedTanh(Form);
        string sigmoid = ActivationCode.Function(Activation.Sigmoid, Form);
        string tanh = ActivationCode.Function(Activation.Tanh, Form);
        string i = "V.Load(ref z, 0)";
        string f = $"V.Load(ref z, {width})";
        string g = $"V.Load(ref z, {2 * width})";
        string o = $"V.Load(ref z, {3 * width})";
        CellLanes.EmitBlocks(writer, Weights, new[] { ("z", "gates") }, KeepsActivations
            ? new[]
            {
                Factors("i", i, "z, 0", "g", g, $"z, {2 * width}", "cell", LstmCandidate.Factor(Drops)),
                new[]
                {
                    $"V f = {sigmoid}({f});",
                    $"f.Store(ref z, {width});",
                    "V.MultiplyAdd(f, V.Load(ref previousCell, unit), V.Load(ref cell, unit)).Store(ref cell, unit);",
                },
                Factors("o", o, $"z, {3 * width}", "c", "V.Load(ref cell, unit)", "activatedCell, unit", "hidden", factor: string.Empty),
            }
            : new[]
            {
                new[]
                {
                    $"V input = {gated}({i}, {g});",
                    $"V f = {sigmoid}({f});",
                    "V.MultiplyAdd(f, V.Load(ref cell, unit), input).Store(ref cell, unit);",
                },
                new[] { $"{gated}({o}, V.Load(ref cell, unit)).Store(ref hidden, unit);" },
            });

        // sigmoid(gate) · tanh(x), perhaps times a factor, and both of them.
        string[] Factors(string gate, string gateValue, string gatePlace, string x, string xValue, string xPlace, string product, string factor)
        {
            string[] functions = Form == ActivationForm.Fast
                ? new[] { $"V {gate} = {gateValue};", $"V {x} = {xValue};", Product($"{gated}({gate}, {x})") }
                : new[] { Product($"{gated}({gateValue}, {xValue}, out V {gate}, out V {x})") };
            string[] kept = Form == ActivationForm.Fast
                ? new[] { $"{sigmoid}({gate})", $"{tanh}({x})" }
                : new[] { gate, x };
            return functions.Concat(new[] { $"{kept[0]}.Store(ref {gatePlace});", $"{kept[1]}.Store(ref {xPlace});" }).ToArray();

            string Product(string value) => $"{(factor.Length == 0 ? value : $"({value}{factor})")}.Store(ref {product}, unit);";
        }
    }
}

/// <summary>
/// The backward pass through the cell of consecutive rows: turns the kept gates into the gradients of their
/// pre-activations, and the gradient of c into that of the previous c.
/// </summary>
internal sealed record LstmCellGradientKernel(PackedMatrix Weights, ActivationFunction Activation, ActivationFunction RecurrentActivation, bool AddsOutputGradient, bool Drops) : KernelSpec
{
    public override bool Wide { get; init; } = CellLanes.IsWide(Weights);

    public override string Parameters
        => $"ref float gates, {(KeepsDerivatives ? "ref float derivatives, " : string.Empty)}ref float previousCell, {LstmCandidate.Parameter(Drops)}ref float activatedCell, {(Activation.KeepsDerivative ? "ref float activatedDerivative, " : string.Empty)}{(AddsOutputGradient ? "ref float outputGradient, " : string.Empty)}ref float hiddenGradient, ref float cellGradient, int rows";

    private bool KeepsDerivatives => Activation.KeepsDerivative || RecurrentActivation.KeepsDerivative;

    public override void EmitBody(CodeWriter writer)
    {
        (string, string)[] rows = KeepsDerivatives ? new[] { ("z", "gates"), ("d", "derivatives") } : new[] { ("z", "gates") };
        CellLanes.Emit(writer, Weights, rows, width =>
        {
            string output = AddsOutputGradient ? " + V.Load(ref outputGradient, unit)" : string.Empty;
            writer.Write("V i = V.Load(ref z, 0);")
                .Write($"V f = V.Load(ref z, {width});")
                .Write($"V g = V.Load(ref z, {2 * width});")
                .Write($"V o = V.Load(ref z, {3 * width});")
                .Write("V a = V.Load(ref activatedCell, unit);")
                .Write($"V dh = V.Load(ref hiddenGradient, unit){output};")
                .Write($"V dc = V.Load(ref cellGradient, unit) + {ActivationCode.ApplyDerivative(Activation, "a", "(dh * o)", "V.Load(ref activatedDerivative, unit)")};")
                .Write($"V di = dc * {LstmCandidate.Dropped(Drops)};")
                .Write("V df = dc * V.Load(ref previousCell, unit);")
                .Write($"V dg = dc * i{LstmCandidate.Factor(Drops)};")
                .Write("V dO = dh * a;")
                .Write($"{ActivationCode.ApplyDerivative(RecurrentActivation, "i", "di", "V.Load(ref d, 0)")}.Store(ref z, 0);")
                .Write($"{ActivationCode.ApplyDerivative(RecurrentActivation, "f", "df", $"V.Load(ref d, {width})")}.Store(ref z, {width});")
                .Write($"{ActivationCode.ApplyDerivative(Activation, "g", "dg", $"V.Load(ref d, {2 * width})")}.Store(ref z, {2 * width});")
                .Write($"{ActivationCode.ApplyDerivative(RecurrentActivation, "o", "dO", $"V.Load(ref d, {3 * width})")}.Store(ref z, {3 * width});")
                .Write("(dc * f).Store(ref cellGradient, unit);");
        });
    }
}
