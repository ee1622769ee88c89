using System;
using System.Collections.Generic;
using System.Linq;
using ModelGen.Benchmarks.Networks;
using ModelGen.Tests.Oracles;

namespace ModelGen.Benchmarks.Contenders;

/// <summary>
/// Writes a network as an ONNX model of the recurrent operators. <c>X</c> is [Timesteps, Batch, Features]; <c>Y</c> has the elements
/// of [Timesteps, Batch, Outputs], or of the last timestep alone. A stateful model also takes and returns the state of every layer.
/// Nothing is rearranged that does not have to be: of a single recurrent layer the graph is that one operator.
/// </summary>
internal static class OnnxNetwork
{
    /// <summary>Name and layer of every state [directions, Batch, Units].</summary>
    public static IEnumerable<(string Name, RecurrentLayer Layer)> States(Network network) => network.Recurrent.SelectMany((layer, i) =>
        layer.Cell == CellKind.Lstm ? new[] { ($"h{i}", layer), ($"c{i}", layer) } : [($"h{i}", layer)]);

    /// <summary>The input that a state starts from.</summary>
    public static string InitialState(string name) => "initial_" + name;

    /// <summary>The output that a state ends in.</summary>
    public static string FinalState(string name) => "final_" + name;

    /// <summary>The dimensions of <c>Y</c>.</summary>
    public static int[] OutputShape(Network network, int timesteps, int batch)
    {
        RecurrentLayer last = network.Recurrent[^1];
        int[] rows = network.ReturnsSequences ? [timesteps] : [];
        bool split = network.Dense.Count == 0 && last.Directions.Count > 1;
        return split ? [.. rows, last.Directions.Count, batch, last.Units]
            : last.Directions.Count > 1 ? [.. rows, batch, network.Outputs]
            : [.. rows, 1, batch, network.Outputs];
    }

    /// <exception cref="NotSupportedException">Two directions of several rows, whose outputs would have to be rearranged.</exception>
    public static byte[] Build(Network network, int timesteps, int batch, bool stateful)
    {
        if (batch > 1 && network.Recurrent.Any(l => l.Directions.Count > 1))
        {
            throw new NotSupportedException("Two directions are compared with one row only.");
        }

        var builder = new OnnxModelBuilder();
        builder.AddInput("X", OnnxModelBuilder.Float32, timesteps, batch, network.Features);
        string value = "X";
        for (int i = 0; i < network.Recurrent.Count; i++)
        {
            RecurrentLayer layer = network.Recurrent[i];
            bool isLast = i == network.Recurrent.Count - 1;
            value = AddRecurrent(builder, layer, i, value, batch, stateful, isLast && network.Dense.Count == 0);

            // An operator reads [T, B, Inputs] and returns [T, directions, B, Units]; with one row that is the same order.
            if (!isLast)
            {
                value = AddReshape(builder, value, timesteps, batch, layer.Outputs);
            }
            else if (layer.Directions.Count > 1 && network.Dense.Count > 0)
            {
                value = layer.ReturnSequences ? AddReshape(builder, value, timesteps, batch, layer.Outputs) : AddReshape(builder, value, batch, layer.Outputs);
            }
        }

        for (int i = 0; i < network.Dense.Count; i++)
        {
            value = AddDense(builder, network.Dense[i], i, value, i == network.Dense.Count - 1);
        }

        builder.AddOutput("Y", [.. OutputShape(network, timesteps, batch).Select(n => (int?)n)]);
        if (stateful)
        {
            foreach ((string name, RecurrentLayer layer) in States(network))
            {
                builder.AddOutput(FinalState(name), layer.Directions.Count, batch, layer.Units);
            }
        }

        return builder.ToBytes();
    }

    private static string AddRecurrent(OnnxModelBuilder builder, RecurrentLayer layer, int index, string x, int batch, bool stateful, bool isOutput)
    {
        bool lstm = layer.Cell == CellKind.Lstm;
        int gates = layer.Gates * layer.Units;
        int directions = layer.Directions.Count;
        builder.AddInitializer($"W{index}", Concatenate(layer, w => ToOnnxRows(layer, w.Kernel, layer.Inputs)), directions, gates, layer.Inputs);
        builder.AddInitializer($"R{index}", Concatenate(layer, w => ToOnnxRows(layer, w.RecurrentKernel, layer.Units)), directions, gates, layer.Units);
        builder.AddInitializer(
            $"B{index}",
            Concatenate(layer, w => [.. ToOnnxRows(layer, w.InputBias, 1), .. ToOnnxRows(layer, w.RecurrentBias, 1)]),
            directions,
            2 * gates);

        string[] states = lstm ? [$"h{index}", $"c{index}"] : [$"h{index}"];
        List<string> inputs = [x, $"W{index}", $"R{index}", $"B{index}"];
        if (stateful)
        {
            inputs.Add(string.Empty); // no lengths
            foreach (string state in states)
            {
                builder.AddInput(InitialState(state), OnnxModelBuilder.Float32, directions, batch, layer.Units);
                inputs.Add(InitialState(state));
            }
        }

        string y = isOutput ? "Y" : $"Y{index}";
        string[] outputs = (layer.ReturnSequences, stateful) switch
        {
            (true, false) => [y],
            (true, true) => [y, .. states.Select(FinalState)],
            (false, false) => [string.Empty, y],
            (false, true) => throw new NotSupportedException("Steps are compared of layers that return sequences."),
        };
        List<byte[]> attributes =
        [
            OnnxModelBuilder.StringAttribute("direction", directions == 1 ? "forward" : "bidirectional"),
            OnnxModelBuilder.IntAttribute("hidden_size", layer.Units),
        ];
        if (layer.Cell == CellKind.Gru)
        {
            attributes.Add(OnnxModelBuilder.IntAttribute("linear_before_reset", layer.ResetAfter ? 1 : 0));
        }

        builder.AddNode(layer.Cell switch { CellKind.Lstm => "LSTM", CellKind.Gru => "GRU", _ => "RNN" }, [.. inputs], outputs, attributes);
        return y;
    }

    private static string AddReshape(OnnxModelBuilder builder, string value, params int[] shape)
    {
        builder.AddInitializer(value + ".shape", shape.Select(n => (long)n).ToArray());
        builder.AddNode("Reshape", [value, value + ".shape"], [value + ".rows"], []);
        return value + ".rows";
    }

    private static string AddDense(OnnxModelBuilder builder, DenseLayer dense, int index, string x, bool isOutput)
    {
        string name = $"dense{index}";
        string y = isOutput ? "Y" : name;
        string sum = dense.Activation == Activation.Linear ? y : name + ".sum";
        builder.AddInitializer(name + ".kernel", dense.Kernel, dense.Inputs, dense.Outputs);
        builder.AddInitializer(name + ".bias", dense.Bias, dense.Outputs);
        builder.AddNode("MatMul", [x, name + ".kernel"], [name + ".product"], []);
        builder.AddNode("Add", [name + ".product", name + ".bias"], [sum], []);
        if (dense.Activation != Activation.Linear)
        {
            builder.AddNode(dense.Activation.ToString(), [sum], [y], []);
        }

        return y;
    }

    /// <summary>
    /// [rows, gates·units] with Keras' column blocks i, f, c, o or z, r, h to [gates·units, rows] with row blocks i, o, f, c or z, r, h.
    /// </summary>
    private static float[] ToOnnxRows(RecurrentLayer layer, float[] keras, int rows)
    {
        int[] gateOf = layer.Cell switch { CellKind.Lstm => [0, 3, 1, 2], CellKind.Gru => [0, 1, 2], _ => [0] };
        int columns = gateOf.Length * layer.Units;
        float[] onnx = new float[keras.Length];
        for (int column = 0; column < columns; column++)
        {
            int from = (gateOf[column / layer.Units] * layer.Units) + (column % layer.Units);
            for (int row = 0; row < rows; row++)
            {
                onnx[(column * rows) + row] = keras[(row * columns) + from];
            }
        }

        return onnx;
    }

    private static float[] Concatenate(RecurrentLayer layer, Func<CellWeights, float[]> tensor) => [.. layer.Directions.SelectMany(tensor)];
}
