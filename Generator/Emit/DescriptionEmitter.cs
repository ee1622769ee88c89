using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Text;
using ModelGen.Declaration;
using ModelGen.Generator.Emit.Layers;
using ModelGen.Generator.Ir;
using ModelGen.Generator.Schedule;

namespace ModelGen.Generator.Emit;

/// <summary>Writes what a model says of itself: constants, shape, summary, description.</summary>
internal static class DescriptionEmitter
{
    public static void Write(CodeWriter writer, NetworkPlan network)
    {
        string states = string.Join(", ", network.States.Select(s => $"new StateTensor(\"{s.Name}\", {s.Length})"));
        int vocabulary = network.Embedding?.Vocabulary ?? 0;
        if (network.Embedding is null)
        {
            writer.Write("/// <summary>Input features per timestep.</summary>")
                .Write($"public const int Features = {network.Features};");
        }
        else
        {
            writer.Write("/// <summary>Inputs per timestep: one id.</summary>")
                .Write("public const int Features = 1;")
                .Line()
                .Write("/// <summary>Number of ids: inputs lie in 0…Vocabulary − 1.</summary>")
                .Write($"public const int Vocabulary = {vocabulary};");
        }

        writer.Write($$"""

            /// <summary>The longest sequence.</summary>
            public const int MaxTimesteps = {{network.MaxTimesteps}};

            /// <summary>Outputs {{(network.Output.IsSequence ? "per timestep" : "per sequence")}}.</summary>
            public const int Outputs = {{network.Output.Width}};

            /// <summary>Number of {{(network.Normalizations.Count > 0 ? "parameters, moving statistics of batch normalisations included" : "trainable parameters")}}.</summary>
            public const int ParameterCount = {{network.ParameterCount}};

            /// <summary>The shapes as a value.</summary>
            public static ModelShape Shape { get; } = new ModelShape("{{network.Name}}", {{network.Features}}, {{vocabulary}}, {{network.MaxTimesteps}}, {{network.Output.Width}}, {{Bool(network.Output.IsSequence)}}, {{Bool(network.MaskZero)}}, [{{states}}]{{(network.OutputsReversed ? ", OutputsReversed: true" : string.Empty)}}{{(network.MaskColumns is { } masked ? MaskCode.Shape(network, masked) : string.Empty)}}{{(network.Declaration.Timesteps is { } all ? $", FixedTimesteps: {all}" : string.Empty)}}{{IdColumns(network)}}{{(network.CarriesStates ? ", CarriesStates: true" : string.Empty)}}{{(network.OutputTimesteps is { } repeated ? $", OutputTimesteps: {repeated}" : string.Empty)}});

            /// <summary>A table of the layers, their output shapes and parameters.</summary>
            public static string Summary =>
            """)
            .Write(Literal(Summary(network)))
            .Line()
            .Write("/// <summary>The layers with all their options, e.g. for the double-precision reference.</summary>")
            .Write($"public static ModelDescription Description => new ModelDescription(\"{network.Name}\", {network.Features}, {vocabulary}, {network.MaxTimesteps},")
            .Write("[");
        foreach (string layer in Layers(network))
        {
            writer.Write($"{layer},");
        }

        LossDeclaration? loss = network.Outputs.Count == 1 ? network.Declaration.Loss : null;
        writer.Write($"], {(loss is null ? "null" : $"global::ModelGen.LossKind.{loss.Kind}")}, {Bool(loss?.FromLogits ?? false)}){Initializers(LossOptions(loss))};");
    }

    /// <summary>
    /// What a checkpoint remembers of the declaration: the layers in order, each with a number that changes with its options. First values, precision of the
    /// stored weights and the longest sequence are not in it: training goes on in the same way without them. Nor are regularisers and constraints, which the layout of the weights has.
    /// </summary>
    public static string Declaration(NetworkPlan network)
    {
        // The momentum is no part of what a normalisation computes, and so of its description.
        IEnumerable<string> layers = network.Layers.Zip(Layers(network), (layer, description)
            => $"{layer.Name} {Hash(layer is BatchNormalizationPlan normalization ? $"{description}, momentum {Real(normalization.Momentum)}" : description):X8}");
        string[] options = new[] { network.Declaration.FastActivations ? "FastActivations" : string.Empty, network.Declaration.RecomputeActivations ? "RecomputeActivations" : string.Empty };
        return string.Join(", ", layers.Concat(options.Where(o => o.Length > 0)));
    }

    /// <summary>FNV-1a.</summary>
    private static uint Hash(string text)
    {
        uint hash = 2166136261;
        foreach (char c in text)
        {
            hash = unchecked((hash ^ c) * 16777619);
        }

        return hash;
    }

    /// <summary>The layers with their options, as expressions.</summary>
    private static IEnumerable<string> Layers(NetworkPlan network)
    {
        foreach (LayerPlan layer in network.Layers)
        {
            string[] flow = new[] { layer.From is null ? string.Empty : $"From = \"{layer.From}\"", layer.IsOutput ? "IsOutput = true" : string.Empty, layer.Activity.L1 == 0 ? string.Empty : $"ActivityL1 = {Real(layer.Activity.L1)}", layer.Activity.L2 == 0 ? string.Empty : $"ActivityL2 = {Real(layer.Activity.L2)}", OutputLoss(network.LossOf(layer)) };
            string with = string.Join(", ", flow.Where(f => f.Length > 0));
            yield return $"{LayerEmitters.For(layer).Description(network, layer)}{(with.Length == 0 ? string.Empty : $" with {{ {with} }}")}";
        }
    }

    /// <summary>
    /// What an editor shows of the class: shapes and costs, layer by layer. Remarks only, beside a summary of the user's own.
    /// </summary>
    public static string Documentation(NetworkPlan network)
    {
        NetworkCost cost = NetworkCost.Of(network);
        string[][] rows = new[] { new[] { "layer", "reads", "returns", "parameters", "FLOPs", "bytes" } }
            .Concat(cost.Layers.Select(l => new[] { l.Layer.Name, l.Input, l.Output, NetworkCost.Count(l.Parameters), NetworkCost.Count(l.Flops), NetworkCost.Count(l.WeightBytes) }))
            .ToArray();
        int[] widths = rows[0].Select((_, column) => rows.Max(r => r[column].Length)).ToArray();
        var text = new StringBuilder("/// <remarks>\n");
        text.Append($"/// <para>{NetworkCost.Count(cost.Parameters)} parameters in {NetworkCost.Count(cost.WeightBytes)} bytes, a state of {NetworkCost.Count(cost.StateBytes)} bytes, {NetworkCost.Count(cost.FlopsPerTimestep)} FLOPs of matrix products in all layers.</para>\n");
        text.Append("/// <code>\n");
        foreach (string[] row in rows)
        {
            text.Append("/// ").Append(string.Join("  ", row.Select((cell, column) => column < 3 ? cell.PadRight(widths[column]) : cell.PadLeft(widths[column])))).Append('\n');
        }

        return text.Append("/// </code>\n/// </remarks>").ToString();
    }

    /// <summary>Where ids lie in a row of several inputs.</summary>
    private static string IdColumns(NetworkPlan network)
        => network.IdInputs.Count == 0 ? string.Empty
            : $", IdColumns: [{string.Join(", ", network.IdInputs.Select(i => $"new IdColumn(\"{i.Layer.Name}\", \"{i.Input.Name}\", {i.Input.Column}, {i.Layer.Vocabulary})"))}]";

    private static string OutputLoss(LossDeclaration? loss)
        => loss is null ? string.Empty : $"Loss = new OutputLoss(global::ModelGen.LossKind.{loss.Kind}, {Bool(loss.FromLogits)}, {Real(loss.Weight)}){Initializers(LossOptions(loss))}";

    /// <summary>The numbers of a loss as object initialisers, where they are not the defaults.</summary>
    public static string LossOptions(LossDeclaration? loss)
        => (loss is { LabelSmoothing: not 0 } ? $"LabelSmoothing = {Real(loss.LabelSmoothing)}, " : string.Empty) + (loss is { Delta: { } delta } ? $"Delta = {Real(delta)}, " : string.Empty)
            + (loss is { Blank: { } blank and not 0 } ? $"Blank = {blank}, " : string.Empty) + (loss is { ZeroInfinity: true } ? "ZeroInfinity = true, " : string.Empty);

    /// <summary>A double as a literal.</summary>
    public static string Real(double value) => value.ToString("R", CultureInfo.InvariantCulture) + "d";

    public static string Bool(bool value) => value ? "true" : "false";

    /// <summary>An object initialiser, or nothing.</summary>
    public static string Initializers(string assignments) => assignments.Length == 0 ? string.Empty : $" {{ {assignments.TrimEnd(',', ' ')} }}";

    private static string Summary(NetworkPlan network)
    {
        var rows = new List<(string Layer, string Output, string Parameters)> { ("Layer", "Output", "Parameters") };
        string input = network.Embedding is null ? $"[T, {network.Features}]" : "[T] ids";
        rows.Add(("input", input + $", T {(network.Declaration.Timesteps is null ? "≤" : "=")} {network.MaxTimesteps}", string.Empty));
        foreach (LayerCost cost in NetworkCost.Of(network).Layers)
        {
            LayerPlan layer = cost.Layer;
            rows.Add(($"{layer.Name} ({LayerEmitters.For(layer).Title(layer)}{(layer.From is null ? string.Empty : $", from {layer.From}")})", cost.Output, NetworkCost.Count(cost.Parameters)));
        }

        int first = rows.Max(r => r.Layer.Length);
        int second = rows.Max(r => r.Output.Length);
        int third = rows.Max(r => r.Parameters.Length);
        var text = new StringBuilder();
        text.Append(network.Name).Append('\n');
        foreach ((string layer, string output, string parameters) in rows)
        {
            text.Append(layer.PadRight(first)).Append("  ").Append(output.PadRight(second)).Append("  ").Append(parameters.PadLeft(third).TrimEnd()).Append('\n');
        }

        string total = network.ParameterCount.ToString("N0", CultureInfo.InvariantCulture);
        string size = (4.0 * network.ParameterCount / 1024).ToString("N1", CultureInfo.InvariantCulture);
        text.Append($"Total: {total} parameters, {size} KiB\n");
        if (network.Declaration.Loss is not null)
        {
            string arena = (4L * new TrainingBuffers(network).LengthPerRow).ToString("N0", CultureInfo.InvariantCulture);
            text.Append($"Training: {arena} bytes of activations and their gradients per row of a batch\n");
        }

        return text.ToString();
    }

    /// <summary>A string literal, one source line per line of text.</summary>
    private static string Literal(string text)
    {
        string[] lines = text.TrimEnd('\n').Split('\n');
        return string.Join("\n", lines.Select((line, i) => (i == 0 ? string.Empty : "+ ") + "\"" + line.Replace("\\", "\\\\").Replace("\"", "\\\"") + "\\n\"")) + ";";
    }
}
