using System;
using System.Linq;
using ModelGen.Generator.Ir;

namespace ModelGen.Generator.Emit;

/// <summary>
/// Writes what a model with several inputs or outputs has beside the others: a span for each, and their columns in a row of all. The rows
/// of all lie in buffers of the instance, <c>_inputs</c> and <c>_outputs</c>, as many as are computed at once.
/// </summary>
internal sealed class NamedSpansEmitter
{
    private readonly CodeWriter _writer;
    private readonly NetworkPlan _network;
    private readonly bool _namesInputs;
    private readonly bool _namesOutputs;
    private readonly string _perRow;

    private NamedSpansEmitter(CodeWriter writer, NetworkPlan network)
    {
        _writer = writer;
        _network = network;
        _namesInputs = network.HasSeveralInputs;
        _namesOutputs = network.Outputs.Count > 1;
        _perRow = !network.Output.IsSequence ? "1" : network.OutputTimesteps is { } repeated ? $"{repeated}" : "timesteps";
    }

    /// <summary>The parameters of the inputs.</summary>
    public static string InputParameters(NetworkPlan network)
        => network.HasSeveralInputs ? EachInput(network, input => $"ReadOnlySpan<{(network.IsIds(input) ? "int" : "float")}> x{input.Identifier}", ", ") : $"ReadOnlySpan<{network.InputType}> x";

    /// <summary>One text for each input.</summary>
    public static string EachInput(NetworkPlan network, Func<ColumnsPlan, string> text, string separator) => string.Join(separator, network.Inputs.Select(text));

    /// <summary>Floats in the rows of all outputs that the methods hand out from, for each row of a batch.</summary>
    public static int OutputsPerRow(NetworkPlan network) => (network.Output.IsSequence ? network.OutputTimesteps ?? network.MaxTimesteps : 1) * network.Output.Width;

    /// <summary>Floats in the rows of all inputs, for each row of a batch.</summary>
    public static int InputsPerRow(NetworkPlan network) => network.MaxTimesteps * network.Features;

    /// <summary>No member can have its type's name.</summary>
    public static string Property(string identifier, string type) => identifier == type ? identifier + "_" : ModelEmitter.Escape(identifier);

    public static void Write(CodeWriter writer, NetworkPlan network)
    {
        if (network.HasSeveralInputs || network.Outputs.Count > 1)
        {
            new NamedSpansEmitter(writer, network).Write();
        }
    }

    private string Outputs => _namesOutputs ? EachOutput((layer, _) => $"Span<float> y{layer.Identifier}", ", ") : "Span<float> y";

    private void Write()
    {
        string rows = _network.Embedding is null ? "[T, Features]" : "[T] ids";
        string inputs = InputParameters(_network);
        if (_namesInputs)
        {
            WriteColumns("InputColumns", "input in a row of all: <c>x[InputColumns.Name]</c> for the <c>[Features]</c> of a timestep", _network.Inputs.Select(i => ((LayerPlan)i, i.Column)).ToArray(), layer => $"Input <c>{layer.Name}</c>");
            _writer.Line();
            WriteJoin();
        }

        if (_namesOutputs)
        {
            _writer.Line();
            WriteColumns("OutputColumns", "output in a row of all: <c>y[OutputColumns.Name]</c> for the <c>[Outputs]</c> of a timestep", _network.OutputColumns.ToArray(), layer => $"What layer <c>{layer.Name}</c> returns");
        }

        _writer.Line();
        string row = $$"""
            {{Timesteps("1")}}
            {{CheckOutputs(_perRow)}}
            {{Joined("timesteps * Features")}}
            {{OutputRows($"{_perRow} * Outputs")}}
            """;
        WriteMethod(
            "Runs one sequence from a state of zeros",
            InputsDocumentation("T, ", $"Input <c>{rows}</c>; {(_network.Declaration.Timesteps is null ? "T is 0 to MaxTimesteps" : "T is MaxTimesteps")}."),
            "T, ",
            $"Predict({inputs}, {Outputs})",
            $$"""
            {{row}}
            Predict(x, y);
            {{HandOut(string.Empty)}}
            """);
        WriteMethod(
            "Runs one sequence that goes on from a state and leaves its final state there",
            InputsDocumentation("T, ", $"Input <c>{rows}</c>; {(_network.Declaration.Timesteps is null ? "T is 0 to MaxTimesteps" : "T is MaxTimesteps")}.") + "\n/// <param name=\"state\">The initial state; receives the final one.</param>",
            "T, ",
            $"Predict({inputs}, {WithState("ModelState state")})",
            $$"""
            {{row}}
            Predict(x, y, state);
            {{HandOut(string.Empty)}}
            """);
        WriteBatch(inputs, rows, states: false);
        if (_namesInputs)
        {
            WriteBatch(inputs, rows, states: true);
        }

        if (_network.IsCausal)
        {
            WriteStep($"Step({inputs}, {Outputs})", "Runs one timestep of this instance's own stream", string.Empty, "Step(x, y);");
            WriteStep($"Step(ModelState state, {inputs}, {Outputs})", "Runs one timestep of the stream whose state is <paramref name=\"state\"/>", "<param name=\"state\">The stream's state, moved on by one timestep.</param>\n/// ", "Step(state, x, y);");
        }
    }

    private void WriteBatch(string inputs, string rows, bool states)
    {
        string ids = _network.Embedding is { } embedding ? $"\nModelChecks.Ids(Shape, \"{embedding.Name}\", x, lengths, timesteps);"
            : string.Concat(_network.IdInputs.Select(i => $"\nModelChecks.Ids(Shape, \"{i.Layer.Name}\", x{i.Input.Identifier}, lengths, timesteps, {i.Layer.Vocabulary});"));
        string apart = _namesInputs
            ? EachInput(_network, input => _network.IsIds(input) ? string.Empty : _namesOutputs ? EachOutput((layer, _) => $"ModelChecks.Disjoint(Shape, x{input.Identifier}, y{layer.Identifier});", "\n") : $"ModelChecks.Disjoint(Shape, x{input.Identifier}, y);", "\n")
            : _network.Embedding is null ? EachOutput((layer, _) => $"ModelChecks.Disjoint(Shape, x, y{layer.Identifier});", "\n") : string.Empty;
        string outputs = _namesOutputs ? CheckOutputs(_network.Output.IsSequence ? $"(long)lengths.Length * {_perRow}" : "lengths.Length") : "ModelChecks.Outputs(Shape, y.Length, lengths.Length, timesteps);";
        string block = _namesOutputs ? $"_outputs.Length / {OutputsPerRow(_network)}" : $"_inputs.Length / {InputsPerRow(_network)}";
        string part = _namesOutputs ? "y" : "part";
        string x = _namesInputs ? "x" : "x.Slice(first * inputs, rows * inputs)";
        string copied = _namesInputs
            ? $"\nSpan<float> x = _inputs.AsSpan(0, rows * inputs);\n{EachInput(_network, i => $"RowOperations.SetColumns(x{i.Identifier}.Slice(first * timesteps * {i.Output.Width}, rows * timesteps * {i.Output.Width}), x, Features, {i.Column}, {i.Output.Width});", "\n")}"
            : string.Empty;
        WriteMethod(
            states ? "Runs a batch of sequences that go on from a state each and leave their final states there" : "Runs a batch of sequences, each from a state of zeros and with a length of its own",
            InputsDocumentation("B, T, ", $"Input <c>[B, {rows.Substring(1)}</c>, where B is the number of lengths.")
                + "\n/// <param name=\"lengths\">Valid timesteps of each row, 0 to T: <c>[B]</c>.</param>"
                + (states ? "\n/// <param name=\"states\">One state per row: <c>[B]</c>.</param>" : string.Empty),
            "B, T, ",
            $"Predict({inputs}, ReadOnlySpan<int> lengths, {(states ? WithState("ReadOnlySpan<ModelState> states") : Outputs)})",
            $$"""
            {{(_namesInputs ? Timesteps("lengths.Length") : "int timesteps = ModelChecks.Timesteps(Shape, x.Length, lengths.Length);")}}
            ModelChecks.Lengths(Shape, lengths, timesteps);{{ids}}{{(states ? "\nModelChecks.States(Shape, states, lengths.Length);" : string.Empty)}}
            {{outputs}}
            {{apart}}
            int inputs = timesteps * Features;
            int block = {{block}};
            for (int first = 0; first < lengths.Length; first += block)
            {
            int rows = Math.Min(block, lengths.Length - first);{{copied}}
            Span<float> {{part}} = {{(_namesOutputs ? $"_outputs.AsSpan(0, rows * {_perRow} * Outputs)" : $"y.Slice(first * {_perRow} * Outputs, rows * {_perRow} * Outputs)")}};
            Predict({{x}}, lengths.Slice(first, rows), {{part}}{{(states ? ", states.Slice(first, rows)" : string.Empty)}});
            {{HandOut($"first * {_perRow}")}}
            }
            """);
    }

    private void WriteStep(string signature, string summary, string state, string call)
    {
        string checks = _namesInputs ? EachInput(_network, i => $"ModelChecks.Input(Shape, \"{i.Name}\", x{i.Identifier}.Length, 1, {i.Output.Width});", "\n") : string.Empty;
        WriteMethod(
            summary,
            state + InputsDocumentation(string.Empty, $"Input {(_network.Embedding is null ? "<c>[Features]</c>" : "one id")}."),
            null,
            signature,
            $$"""
            {{checks}}
            {{CheckOutputs("1")}}
            {{Joined("Features")}}
            {{OutputRows("Outputs")}}
            {{call}}
            {{HandOut(string.Empty)}}
            """);
    }

    private void WriteColumns(string type, string what, (LayerPlan Layer, int Column)[] columns, Func<LayerPlan, string> summary)
    {
        _writer.Write($"/// <summary>The columns of each {what}.</summary>")
            .Open($"public static class {type}");
        foreach ((LayerPlan layer, int column) in columns)
        {
            _writer.Write($"/// <summary>{summary(layer)}: <c>[{layer.Output.Width}]</c>.</summary>")
                .Write($"public static Range {Property(layer.Identifier, type)} => {column}..{column + layer.Output.Width};");
        }

        _writer.Close();
    }

    private void WriteJoin()
    {
        _writer.Write("/// <summary>Sets the inputs side by side, as data sets and everything that takes one span of inputs read them.</summary>");
        foreach (ColumnsPlan input in _network.Inputs)
        {
            _writer.Write($"/// <param name=\"x{input.Identifier}\">Input <c>{input.Name}</c>: <c>[N, {input.Output.Width}]</c>{(_network.IsIds(input) ? " ids" : string.Empty)}, where N is any number of timesteps of any rows.</param>");
        }

        _writer.Write("/// <param name=\"x\">Receives the rows <c>[N, Features]</c>.</param>")
            .Write("/// <exception cref=\"ArgumentException\">A span's length does not fit; nothing has changed.</exception>")
            .Open($"public static void JoinInputs({InputParameters(_network)}, Span<float> x)")
            .Write("int timesteps = x.Length / Features;")
            .Write("ModelChecks.JoinedInputs(Shape, x.Length);")
            .Write(EachInput(_network, i => $"ModelChecks.Input(Shape, \"{i.Name}\", x{i.Identifier}.Length, timesteps, {i.Output.Width});", "\n"))
            .Write(EachInput(_network, i => $"RowOperations.SetColumns(x{i.Identifier}, x, Features, {i.Column}, {i.Output.Width});", "\n"))
            .Close();
    }

    private void WriteMethod(string summary, string inputs, string? axes, string signature, string body)
    {
        string leading = axes is null ? string.Empty : !_network.Output.IsSequence ? axes.Replace("T, ", string.Empty) : _network.OutputTimesteps is { } repeated ? axes.Replace("T, ", $"{repeated}, ") : axes;
        _writer.Write($"/// <summary>{summary}, with a span for each {(_namesInputs ? _namesOutputs ? "input and output" : "input" : "output")}.</summary>")
            .Write($"/// {inputs}");
        if (_namesOutputs)
        {
            foreach (LayerPlan layer in _network.Outputs)
            {
                _writer.Write($"/// <param name=\"y{layer.Identifier}\">Receives what layer <c>{layer.Name}</c> returns, <c>[{leading}{layer.Output.Width}]</c>.</param>");
            }
        }
        else
        {
            _writer.Write($"/// <param name=\"y\">Receives the output <c>[{leading}Outputs]</c>.</param>");
        }

        string lines = string.Join("\n", body.Split('\n').Where(line => line.Trim().Length > 0));
        _writer.Write("/// <exception cref=\"ArgumentException\">A span's length does not fit; nothing has changed.</exception>");
        if (!signature.Contains("int> lengths") && _network.IdInputs.Count == 0)
        {
            // Predict(x, default, y) could be meant for these as well as for the overload with lengths.
            _writer.Write("[OverloadResolutionPriority(-1)]");
        }

        _writer.Open($"public void {signature}")
            .Write(lines)
            .Close()
            .Line();
    }

    /// <summary>One output comes before the state, as in the overloads without names; several come last.</summary>
    private string WithState(string state) => _namesOutputs ? $"{state}, {Outputs}" : $"{Outputs}, {state}";

    private string InputsDocumentation(string axes, string single)
        => _namesInputs
            ? EachInput(_network, i => $"<param name=\"x{i.Identifier}\">Input <c>{i.Name}</c>: <c>[{axes}{i.Output.Width}]</c>{(_network.IsIds(i) ? " ids" : string.Empty)}.</param>", "\n/// ")
            : $"<param name=\"x\">{single}</param>";

    private string Timesteps(string rows)
    {
        if (!_namesInputs)
        {
            return "int timesteps = ModelChecks.Timesteps(Shape, x.Length);";
        }

        ColumnsPlan first = _network.Inputs[0];
        string others = string.Join("\n", _network.Inputs.Skip(1).Select(i => $"ModelChecks.Input(Shape, \"{i.Name}\", x{i.Identifier}.Length, {(rows == "1" ? string.Empty : $"(long){rows} * ")}timesteps, {i.Output.Width});"));
        return $"int timesteps = ModelChecks.InputTimesteps(Shape, \"{first.Name}\", x{first.Identifier}.Length, {rows}, {first.Output.Width});\n{others}";
    }

    /// <summary>Declares the rows of all inputs, where there are several.</summary>
    private string Joined(string floats)
        => _namesInputs
            ? $"Span<float> x = _inputs.AsSpan(0, {floats});\n{EachInput(_network, i => $"RowOperations.SetColumns(x{i.Identifier}, x, Features, {i.Column}, {i.Output.Width});", "\n")}"
            : string.Empty;

    /// <summary>Declares the rows of all outputs, where there are several.</summary>
    private string OutputRows(string floats) => _namesOutputs ? $"Span<float> y = _outputs.AsSpan(0, {floats});" : string.Empty;

    private string CheckOutputs(string elements)
        => _namesOutputs ? EachOutput((layer, _) => $"ModelChecks.Output(Shape, \"{layer.Name}\", y{layer.Identifier}.Length, {elements}, {layer.Output.Width});", "\n") : string.Empty;

    private string HandOut(string first)
        => _namesOutputs
            ? EachOutput((layer, column) => $"RowOperations.CopyColumns(y, Outputs, {column}, {layer.Output.Width}, y{layer.Identifier}{(first.Length == 0 ? string.Empty : $".Slice({first} * {layer.Output.Width})")});", "\n")
            : string.Empty;

    private string EachOutput(Func<LayerPlan, int, string> text, string separator)
        => string.Join(separator, _network.OutputColumns.Select(o => text(o.Layer, o.Column)));
}
