using System;
using System.Linq;
using ModelGen.Generator.Ir;

namespace ModelGen.Generator.Emit;

/// <summary>Writes what a model with several outputs has beside the others: a span for each, and their columns in a row of all.</summary>
internal static class NamedOutputsEmitter
{
    public static void Write(CodeWriter writer, NetworkPlan network)
    {
        if (network.Outputs.Count == 1)
        {
            return;
        }

        string type = network.InputType;
        string rows = network.Embedding is null ? "[T, Features]" : "[T] ids";
        string perRow = network.Output.IsSequence ? "timesteps" : "1";
        string parameters = Each(network, (layer, _) => $"Span<float> y{layer.Identifier}", ", ");
        string ids = network.Embedding is { } embedding ? $"\nModelChecks.Ids(Shape, \"{embedding.Name}\", x, lengths, timesteps);" : string.Empty;
        writer.Line()
            .Write("/// <summary>The columns of each output in a row of all: <c>y[OutputColumns.Name]</c> for the <c>[Outputs]</c> of a timestep.</summary>")
            .Open("public static class OutputColumns");
        foreach ((LayerPlan layer, int column) in network.OutputColumns)
        {
            writer.Write($"/// <summary>What layer <c>{layer.Name}</c> returns: <c>[{layer.Output.Width}]</c>.</summary>")
                .Write($"public static Range {Property(layer.Identifier)} => {column}..{column + layer.Output.Width};");
        }

        writer.Close().Line();
        WriteMethod(
            "Runs one sequence from a state of zeros, with a span for each output.",
            $"<param name=\"x\">Input <c>{rows}</c>; {(network.Declaration.Timesteps is null ? "T is 0 to MaxTimesteps" : "T is MaxTimesteps")}.</param>",
            "T, ",
            $"Predict(ReadOnlySpan<{type}> x, {parameters})",
            $$"""
            int timesteps = ModelChecks.Timesteps(Shape, x.Length);
            {{Checks(network, $"{perRow}")}}
            Span<float> y = _outputs.AsSpan(0, {{perRow}} * Outputs);
            Predict(x, y);
            {{Copies(network, string.Empty)}}
            """);
        WriteMethod(
            "Runs one sequence that goes on from a state and leaves its final state there, with a span for each output.",
            $"<param name=\"x\">Input <c>{rows}</c>; {(network.Declaration.Timesteps is null ? "T is 0 to MaxTimesteps" : "T is MaxTimesteps")}.</param>\n/// <param name=\"state\">The initial state; receives the final one.</param>",
            "T, ",
            $"Predict(ReadOnlySpan<{type}> x, ModelState state, {parameters})",
            $$"""
            int timesteps = ModelChecks.Timesteps(Shape, x.Length);
            {{Checks(network, $"{perRow}")}}
            Span<float> y = _outputs.AsSpan(0, {{perRow}} * Outputs);
            Predict(x, y, state);
            {{Copies(network, string.Empty)}}
            """);
        WriteMethod(
            "Runs a batch of sequences, each from a state of zeros and with a length of its own, with a span for each output.",
            $"<param name=\"x\">Input <c>[B, {rows.Substring(1)}</c>, where B is the number of lengths.</param>\n/// <param name=\"lengths\">Valid timesteps of each row, 0 to T: <c>[B]</c>.</param>",
            "B, T, ",
            $"Predict(ReadOnlySpan<{type}> x, ReadOnlySpan<int> lengths, {parameters})",
            $$"""
            int timesteps = ModelChecks.Timesteps(Shape, x.Length, lengths.Length);
            ModelChecks.Lengths(Shape, lengths, timesteps);{{ids}}
            {{Checks(network, network.Output.IsSequence ? "(long)lengths.Length * timesteps" : "lengths.Length")}}
            {{(network.Embedding is null ? Each(network, (layer, _) => $"ModelChecks.Disjoint(Shape, x, y{layer.Identifier});", "\n") : string.Empty)}}
            int inputs = timesteps * Features;
            int block = _outputs.Length / {{LengthPerRow(network)}};
            for (int first = 0; first < lengths.Length; first += block)
            {
            int rows = Math.Min(block, lengths.Length - first);
            Span<float> y = _outputs.AsSpan(0, rows * {{perRow}} * Outputs);
            Predict(x.Slice(first * inputs, rows * inputs), lengths.Slice(first, rows), y);
            {{Copies(network, $"first * {perRow}")}}
            }
            """);
        if (network.IsCausal)
        {
            WriteStep($"Step(ReadOnlySpan<{type}> x, {parameters})", "Runs one timestep of this instance's own stream", string.Empty, "Step(x, y);");
            WriteStep($"Step(ModelState state, ReadOnlySpan<{type}> x, {parameters})", "Runs one timestep of the stream whose state is <paramref name=\"state\"/>", "<param name=\"state\">The stream's state, moved on by one timestep.</param>\n/// ", "Step(state, x, y);");
        }

        void WriteStep(string signature, string summary, string state, string call) => WriteMethod(
            $"{summary}, with a span for each output.",
            $"{state}<param name=\"x\">Input {(network.Embedding is null ? "<c>[Features]</c>" : "one id")}.</param>",
            null,
            signature,
            $$"""
            {{Checks(network, "1")}}
            Span<float> y = _outputs.AsSpan(0, Outputs);
            {{call}}
            {{Copies(network, string.Empty)}}
            """);

        void WriteMethod(string summary, string inputs, string? axes, string signature, string body)
        {
            string leading = axes is null ? string.Empty : network.Output.IsSequence ? axes : axes.Replace("T, ", string.Empty);
            writer.Write($"/// <summary>{summary}</summary>")
                .Write($"/// {inputs}");
            foreach (LayerPlan layer in network.Outputs)
            {
                writer.Write($"/// <param name=\"y{layer.Identifier}\">Receives what layer <c>{layer.Name}</c> returns, <c>[{leading}{layer.Output.Width}]</c>.</param>");
            }

            writer.Write("/// <exception cref=\"ArgumentException\">A span's length does not fit; nothing has changed.</exception>")
                .Open($"public void {signature}")
                .Write(body)
                .Close()
                .Line();
        }
    }

    /// <summary>Floats in the rows of all outputs that the methods hand out from, for each row of a batch.</summary>
    public static int LengthPerRow(NetworkPlan network) => (network.Output.IsSequence ? network.MaxTimesteps : 1) * network.Output.Width;

    /// <summary>No member can have its type's name.</summary>
    public static string Property(string identifier) => identifier == "OutputColumns" ? identifier + "_" : ModelEmitter.Escape(identifier);

    private static string Checks(NetworkPlan network, string elements)
        => Each(network, (layer, _) => $"ModelChecks.Output(Shape, \"{layer.Name}\", y{layer.Identifier}.Length, {elements}, {layer.Output.Width});", "\n");

    private static string Copies(NetworkPlan network, string first)
        => Each(network, (layer, column) => $"RowOperations.CopyColumns(y, Outputs, {column}, {layer.Output.Width}, y{layer.Identifier}{(first.Length == 0 ? string.Empty : $".Slice({first} * {layer.Output.Width})")});", "\n");

    private static string Each(NetworkPlan network, Func<LayerPlan, int, string> text, string separator)
        => string.Join(separator, network.OutputColumns.Select(o => text(o.Layer, o.Column)));
}
