using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using ModelGen.Declaration;
using ModelGen.Generator.Ir;

namespace ModelGen.Generator.Emit;

/// <summary>Writes the nested class of weights with the layout of every tensor.</summary>
internal static class WeightsEmitter
{
    public static void Write(CodeWriter writer, NetworkPlan network)
    {
        writer.Write($"/// <summary>The weights of {network.Name}: {network.ParameterCount.ToString("N0", CultureInfo.InvariantCulture)} parameters in {network.Tensors.Count} tensors.</summary>")
            .Open("public sealed class Weights : ModelWeights")
            .Write("private Weights()")
            .Open(": base(Layout)")
            .Close()
            .Line()
            .Write("/// <summary>Where each tensor lies in the packed buffer.</summary>")
            .Write($"internal static WeightLayout Layout {{ get; }} = new WeightLayout(\"{network.Name}\", {network.PackedLength},")
            .Write("[");
        foreach (TensorPlan tensor in network.Tensors)
        {
            string shape = tensor.IsVector ? $"[{tensor.Columns}]" : $"[{tensor.Rows}, {tensor.Columns}]";
            writer.Write($"new TensorLayout(\"{tensor.Name}\", {shape}, {tensor.Rows}, {tensor.Gates}, {tensor.Units}, {tensor.FirstRow}, [{string.Join(", ", Panels(tensor))}], {Initializer(tensor.Initializer)}){(tensor.IsTrainable ? Rule(tensor.Rule) : " { IsTrainable = false }")},");
        }

        writer.Write("]);");
        if (network.Stored.IsReduced)
        {
            WriteReduced(writer, network.Stored);
        }

        if (network.HasFolds)
        {
            WriteFolds(writer, network);
        }

        writer.Write("""

                /// <summary>New weights, drawn by the declaration's initialisers. The same seed gives the same bits on every machine.</summary>
                public static Weights Create(ulong seed = 0)
                {
                    var weights = new Weights();
                    weights.Initialize(seed);
                    return weights;
                }

                /// <summary>Weights from a safetensors file.</summary>
                /// <exception cref="WeightsFormatException">The file is not one that fits this model; the message names the tensor, what was expected and what was found.</exception>
                public static Weights Load(string path)
                {
                    var weights = new Weights();
                    weights.LoadFrom(path);
                    return weights;
                }

                /// <summary>Weights from a stream in the safetensors format.</summary>
                /// <exception cref="WeightsFormatException">It does not fit this model.</exception>
                public static Weights Load(global::System.IO.Stream source)
                {
                    var weights = new Weights();
                    weights.LoadFrom(source);
                    return weights;
                }
                """)
            .Close();
    }

    private static void WriteReduced(CodeWriter writer, StoredWeights stored)
    {
        writer.Line()
            .Write($"/// <summary>How the kernels are stored for inference: {stored.Length.ToString("N0", CultureInfo.InvariantCulture)} words of 32 bits.</summary>")
            .Write($"internal static ReducedLayout Reduced {{ get; }} = new ReducedLayout(global::ModelGen.WeightPrecision.{stored.Precision}, {stored.Length},")
            .Write("[");
        foreach ((PlacedMatrix source, PlacedMatrix target) in stored.Matrices)
        {
            string panels = string.Join(", ", source.Matrix.Panels.Zip(target.Matrix.Panels, (s, t) => $"new ReducedPanel({source.Offset + s.Offset}, {target.Offset + t.Offset}, {s.Width * source.Matrix.Gates})"));
            string rows = string.Join(", ", target.Matrix.Segments.Select(s => $"new ReducedRows({s.FirstRow}, {s.Rows}, {s.Stored}, {(s.IsKernel ? "true" : "false")})"));
            writer.Write($"new ReducedMatrix([{panels}], [{rows}]),");
        }

        writer.Write("]);");
    }

    private static void WriteFolds(CodeWriter writer, NetworkPlan network)
    {
        writer.Line()
            .Write("/// <summary>Batch normalisations that inference has in the weights of the dense layers that read them.</summary>")
            .Write("internal static ImmutableArray<NormalizationFold> Folds { get; } =")
            .Write("[");
        foreach (DensePlan dense in network.Layers.OfType<DensePlan>())
        {
            if (network.FoldedInto(dense) is { } n)
            {
                string panels = string.Join(", ", dense.Weights.Matrix.Panels.Select(p => $"new PanelLayout({p.FirstUnit}, {p.Width}, {dense.Weights.Offset + p.Offset}, 0, 1)"));
                writer.Write($"new NormalizationFold({n.Table.Offset}, {n.Input.Width}, {DescriptionEmitter.Bool(n.Scale)}, {DescriptionEmitter.Bool(n.Center)}, {n.Epsilon.ToString("R", CultureInfo.InvariantCulture)}, [{panels}]),");
            }
        }

        writer.Write("];");
    }

    /// <summary>The expression of the buffer that an instance made of <paramref name="weights"/> reads.</summary>
    /// <param name="network">The network.</param>
    /// <param name="weights">The weights, with what it takes to reach a member of them.</param>
    public static string Stored(NetworkPlan network, string weights) => (network.Stored.IsReduced, network.HasFolds) switch
    {
        (true, true) => $"{weights}PackedAs(Weights.Reduced, Weights.Folds)",
        (true, false) => $"{weights}PackedAs(Weights.Reduced)",
        (false, true) => $"{weights}PackedAs(null, Weights.Folds)",
        _ => $"{weights}Packed",
    };

    private static IEnumerable<string> Panels(TensorPlan tensor)
    {
        int firstGate = 0;
        foreach ((PackedMatrix matrix, int offset) in tensor.Matrices)
        {
            foreach (Panel panel in matrix.Panels)
            {
                yield return $"new PanelLayout({panel.FirstUnit}, {panel.Width}, {offset + panel.Offset}, {firstGate}, {matrix.Gates})";
            }

            firstGate += matrix.Gates;
        }
    }

    private static string Rule(TensorRulePlan? rule)
    {
        if (rule is null)
        {
            return string.Empty;
        }

        var parts = new List<string>();
        if (rule.L1 != 0 || rule.L2 != 0)
        {
            parts.Add($"Penalty = new TensorPenalty({Float(rule.L1)}, {Float(rule.L2)})");
        }

        if (rule.Constraint != WeightConstraint.None)
        {
            parts.Add($"Constraint = new TensorConstraint(global::ModelGen.WeightConstraint.{rule.Constraint}, {Float(rule.Least)}, {Float(rule.Greatest)}, {Float(rule.Rate)})");
        }

        return $" {{ {string.Join(", ", parts)} }}";
    }

    private static string Numbers(InitializerPlan plan) => (plan.Mean, plan.Gain) switch
    {
        (0, 1) => string.Empty,
        (_, 1) => $" {{ Mean = {Float(plan.Mean)} }}",
        (0, _) => $" {{ Gain = {Float(plan.Gain)} }}",
        _ => $" {{ Mean = {Float(plan.Mean)}, Gain = {Float(plan.Gain)} }}",
    };

    private static string Float(double value) => ((float)value).ToString("R", CultureInfo.InvariantCulture) + "f";

    private static string Initializer(InitializerPlan plan)
    {
        string gates = plan.Gates is { } g ? $", new GateInitializer({g.FirstGate}, {g.Gates}, {g.Rows}, global::ModelGen.Initializer.{g.Kind}, {g.FanIn}, {g.FanOut})" : string.Empty;
        return $"new TensorInitializer(global::ModelGen.Initializer.{plan.Kind}, {plan.FanIn}, {plan.FanOut}, {Float(plan.Scale)}{gates}){Numbers(plan)}";
    }
}
