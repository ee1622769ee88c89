using System;
using System.Buffers.Binary;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Runtime.InteropServices;
using Google.Protobuf;

namespace ModelGen.Tests.Oracles;

/// <summary>The ONNX operator's <c>direction</c>.</summary>
internal enum OnnxDirection
{
    /// <summary>From the first timestep to the last.</summary>
    Forward,

    /// <summary>Every row from its own last timestep to the first; outputs are in time order.</summary>
    Reverse,

    /// <summary>Both.</summary>
    Bidirectional,
}

/// <summary>An activation of a recurrent ONNX operator, with the parameters that the operator's schema gives it.</summary>
internal sealed record OnnxActivation(string Name, float? Alpha = null, float? Beta = null)
{
    public static OnnxActivation Sigmoid { get; } = new("Sigmoid");

    public static OnnxActivation Tanh { get; } = new("Tanh");

    public static OnnxActivation Relu { get; } = new("Relu");

    /// <summary>1·x + 0: ONNX has no identity among the activations of its recurrent operators.</summary>
    public static OnnxActivation Linear { get; } = new("Affine", 1f, 0f);

    /// <summary>Keras 3's relu6(x + 3) / 6.</summary>
    public static OnnxActivation HardSigmoid { get; } = new("HardSigmoid", 1f / 6f, 0.5f);

    /// <summary>Keras 2's clip(0.2·x + 0.5, 0, 1).</summary>
    public static OnnxActivation HardSigmoidKeras2 { get; } = new("HardSigmoid", 0.2f, 0.5f);
}

/// <summary>
/// One direction's weights in Keras layout: kernel [Features, 4·Units], recurrent kernel [Units, 4·Units] and bias
/// [4·Units] (null: none), gate blocks i, f, c, o.
/// </summary>
internal sealed record KerasLstmWeights(float[] Kernel, float[] RecurrentKernel, float[]? Bias);

/// <summary>
/// One LSTM operator. Its graph reads <c>X</c> [T, B, Features] and, where asked for, <c>sequence_lens</c> [B] (int32),
/// <c>initial_h</c> and <c>initial_c</c> [directions, B, Units]; it returns <c>Y</c> [T, directions, B, Units],
/// <c>Y_h</c> and <c>Y_c</c> [directions, B, Units].
/// </summary>
internal sealed record OnnxLstm(int Features, int Units)
{
    public OnnxDirection Direction { get; init; }

    /// <summary>One entry, or forward and backward for <see cref="OnnxDirection.Bidirectional"/>.</summary>
    public required IReadOnlyList<KerasLstmWeights> Weights { get; init; }

    public bool HasSequenceLengths { get; init; }

    public bool HasInitialState { get; init; }

    /// <summary>Of the gates i, f and o.</summary>
    public OnnxActivation RecurrentActivation { get; init; } = OnnxActivation.Sigmoid;

    /// <summary>Of the candidate and of the cell state at the output.</summary>
    public OnnxActivation Activation { get; init; } = OnnxActivation.Tanh;

    /// <summary>Fixed number of timesteps, or null for any.</summary>
    public int? Timesteps { get; init; }

    /// <summary>Fixed number of rows, or null for any.</summary>
    public int? Batch { get; init; }

    public int Directions => Direction == OnnxDirection.Bidirectional ? 2 : 1;
}

/// <summary>
/// Writes ONNX models (opset 14) field by field, so that ONNX Runtime can serve as an independent oracle and as a
/// rival without a copy of the onnx project's generated classes. Field numbers: onnx/onnx.proto3.
/// </summary>
internal sealed class OnnxModelBuilder
{
    /// <summary>The element type float.</summary>
    public const int Float32 = 1;

    private const int Int32 = 6;
    private const int Int64 = 7;
    private const int IrVersion = 7;
    private const int Opset = 14;

    private readonly List<byte[]> _nodes = [];
    private readonly List<byte[]> _initializers = [];
    private readonly List<byte[]> _inputs = [];
    private readonly List<byte[]> _outputs = [];

    /// <summary>A model that is one LSTM operator.</summary>
    public static byte[] Lstm(OnnxLstm lstm)
    {
        var builder = new OnnxModelBuilder();
        builder.AddLstm(lstm);
        builder.AddLstmOutputs(lstm);
        return builder.ToBytes();
    }

    /// <summary>
    /// A forward LSTM whose every output goes through activation-free x·kernel + bias; returns <c>dense</c>
    /// [T, 1, B, <paramref name="denseUnits"/>] and the LSTM's <c>Y_h</c> and <c>Y_c</c>.
    /// </summary>
    public static byte[] LstmDense(OnnxLstm lstm, float[] denseKernel, float[] denseBias, int denseUnits)
    {
        var builder = new OnnxModelBuilder();
        builder.AddLstm(lstm);
        builder.AddDense("Y", "dense", denseKernel, denseBias, lstm.Units, denseUnits);
        builder.AddOutput("dense", lstm.Timesteps, 1, lstm.Batch, denseUnits);
        builder.AddFinalStates(lstm);
        return builder.ToBytes();
    }

    private void AddLstm(OnnxLstm lstm)
    {
        if (lstm.Weights.Count != lstm.Directions)
        {
            throw new ArgumentException($"{lstm.Direction} takes {lstm.Directions} sets of weights, not {lstm.Weights.Count}.", nameof(lstm));
        }

        AddInput("X", Float32, lstm.Timesteps, lstm.Batch, lstm.Features);
        AddInitializer("W", Concatenate(lstm, w => ToOnnxRows(w.Kernel, lstm.Features, lstm.Units)), lstm.Directions, 4 * lstm.Units, lstm.Features);
        AddInitializer("R", Concatenate(lstm, w => ToOnnxRows(w.RecurrentKernel, lstm.Units, lstm.Units)), lstm.Directions, 4 * lstm.Units, lstm.Units);

        // The operator has an input bias and a recurrent bias; Keras' single one is the first, the second is 0.
        AddInitializer(
            "B",
            Concatenate(lstm, w => [.. w.Bias is null ? new float[4 * lstm.Units] : ToOnnxRows(w.Bias, 1, lstm.Units), .. new float[4 * lstm.Units]]),
            lstm.Directions,
            8 * lstm.Units);

        string[] inputs = ["X", "W", "R", "B", "", "", ""];
        if (lstm.HasSequenceLengths)
        {
            AddInput("sequence_lens", Int32, lstm.Batch);
            inputs[4] = "sequence_lens";
        }

        if (lstm.HasInitialState)
        {
            AddInput("initial_h", Float32, lstm.Directions, lstm.Batch, lstm.Units);
            AddInput("initial_c", Float32, lstm.Directions, lstm.Batch, lstm.Units);
            inputs[5] = "initial_h";
            inputs[6] = "initial_c";
        }

        OnnxActivation[] activations = [.. Enumerable.Repeat<OnnxActivation[]>([lstm.RecurrentActivation, lstm.Activation, lstm.Activation], lstm.Directions).SelectMany(a => a)];
        List<byte[]> attributes =
        [
            StringAttribute("direction", lstm.Direction.ToString().ToLowerInvariant()),
            IntAttribute("hidden_size", lstm.Units),
            StringsAttribute("activations", activations.Select(a => a.Name)),
        ];
        float[] alphas = [.. activations.Where(a => a.Alpha.HasValue).Select(a => a.Alpha!.Value)];
        float[] betas = [.. activations.Where(a => a.Beta.HasValue).Select(a => a.Beta!.Value)];
        if (alphas.Length > 0)
        {
            attributes.Add(FloatsAttribute("activation_alpha", alphas));
            attributes.Add(FloatsAttribute("activation_beta", betas));
        }

        AddNode("LSTM", inputs, ["Y", "Y_h", "Y_c"], attributes);
    }

    private void AddLstmOutputs(OnnxLstm lstm)
    {
        AddOutput("Y", lstm.Timesteps, lstm.Directions, lstm.Batch, lstm.Units);
        AddFinalStates(lstm);
    }

    private void AddFinalStates(OnnxLstm lstm)
    {
        AddOutput("Y_h", lstm.Directions, lstm.Batch, lstm.Units);
        AddOutput("Y_c", lstm.Directions, lstm.Batch, lstm.Units);
    }

    private void AddDense(string input, string output, float[] kernel, float[] bias, int features, int units)
    {
        AddInitializer(output + ".kernel", kernel, features, units);
        AddInitializer(output + ".bias", bias, units);
        AddNode("MatMul", [input, output + ".kernel"], [output + ".product"], []);
        AddNode("Add", [output + ".product", output + ".bias"], [output], []);
    }

    /// <summary>[rows, 4·units] with column blocks i, f, c, o to [4·units, rows] with row blocks i, o, f, c.</summary>
    private static float[] ToOnnxRows(float[] keras, int rows, int units)
    {
        if (keras.Length != rows * 4 * units)
        {
            throw new ArgumentException($"Expected {rows} × {4 * units} floats, got {keras.Length}.", nameof(keras));
        }

        ReadOnlySpan<int> kerasGate = [0, 3, 1, 2];
        float[] onnx = new float[keras.Length];
        for (int gate = 0; gate < 4; gate++)
        {
            for (int unit = 0; unit < units; unit++)
            {
                for (int row = 0; row < rows; row++)
                {
                    onnx[(((gate * units) + unit) * rows) + row] = keras[(row * 4 * units) + (kerasGate[gate] * units) + unit];
                }
            }
        }

        return onnx;
    }

    private static float[] Concatenate(OnnxLstm lstm, Func<KerasLstmWeights, float[]> tensor) => [.. lstm.Weights.SelectMany(tensor)];

    public byte[] ToBytes()
    {
        byte[] graph = Message(g =>
        {
            WriteAll(g, 1, _nodes);
            WriteString(g, 2, "ModelGen");
            WriteAll(g, 5, _initializers);
            WriteAll(g, 11, _inputs);
            WriteAll(g, 12, _outputs);
        });
        return Message(model =>
        {
            WriteInt(model, 1, IrVersion);
            WriteMessage(model, 7, graph);
            WriteMessage(model, 8, Message(opset => WriteInt(opset, 2, Opset)));
        });
    }

    public void AddInput(string name, int elementType, params int?[] shape) => _inputs.Add(ValueInfo(name, elementType, shape));

    public void AddOutput(string name, params int?[] shape) => _outputs.Add(ValueInfo(name, Float32, shape));

    public void AddInitializer(string name, float[] values, params int[] shape)
    {
        if (values.Length != shape.Aggregate(1, (product, n) => product * n))
        {
            throw new ArgumentException($"{name}: [{string.Join(", ", shape)}] does not hold {values.Length} floats.", nameof(values));
        }

        byte[] raw = new byte[values.Length * sizeof(float)];
        if (BitConverter.IsLittleEndian)
        {
            MemoryMarshal.AsBytes(values.AsSpan()).CopyTo(raw);
        }
        else
        {
            for (int i = 0; i < values.Length; i++)
            {
                BinaryPrimitives.WriteSingleLittleEndian(raw.AsSpan(i * sizeof(float)), values[i]);
            }
        }

        _initializers.Add(Message(tensor =>
        {
            foreach (int n in shape)
            {
                WriteInt(tensor, 1, n);
            }

            WriteInt(tensor, 2, Float32);
            WriteString(tensor, 8, name);
            WriteMessage(tensor, 9, raw);
        }));
    }

    /// <summary>A constant vector of integers, such as a shape.</summary>
    public void AddInitializer(string name, long[] values) => _initializers.Add(Message(tensor =>
    {
        WriteInt(tensor, 1, values.Length);
        WriteInt(tensor, 2, Int64);
        foreach (long value in values)
        {
            WriteInt(tensor, 7, value);
        }

        WriteString(tensor, 8, name);
    }));

    public void AddNode(string operation, string[] inputs, string[] outputs, IReadOnlyList<byte[]> attributes) => _nodes.Add(Message(node =>
    {
        foreach (string input in inputs)
        {
            WriteString(node, 1, input);
        }

        foreach (string output in outputs)
        {
            WriteString(node, 2, output);
        }

        WriteString(node, 4, operation);
        WriteAll(node, 5, attributes);
    }));

    private static byte[] ValueInfo(string name, int elementType, int?[] shape)
    {
        // A dimension without a value may be anything.
        byte[] shapeProto = Message(s => WriteAll(s, 1, shape.Select(n => Message(dimension =>
        {
            if (n is int value)
            {
                WriteInt(dimension, 1, value);
            }
        }))));
        byte[] tensorType = Message(t =>
        {
            WriteInt(t, 1, elementType);
            WriteMessage(t, 2, shapeProto);
        });
        return Message(info =>
        {
            WriteString(info, 1, name);
            WriteMessage(info, 2, Message(type => WriteMessage(type, 1, tensorType)));
        });
    }

    public static byte[] IntAttribute(string name, int value) => Attribute(name, 2, a => WriteInt(a, 3, value));

    public static byte[] StringAttribute(string name, string value) => Attribute(name, 3, a => WriteString(a, 4, value));

    private static byte[] StringsAttribute(string name, IEnumerable<string> values) => Attribute(name, 8, a =>
    {
        foreach (string value in values)
        {
            WriteString(a, 9, value);
        }
    });

    private static byte[] FloatsAttribute(string name, float[] values) => Attribute(name, 6, a =>
    {
        foreach (float value in values)
        {
            a.WriteTag(7, WireFormat.WireType.Fixed32);
            a.WriteFloat(value);
        }
    });

    private static byte[] Attribute(string name, int type, Action<CodedOutputStream> writeValue) => Message(attribute =>
    {
        WriteString(attribute, 1, name);
        writeValue(attribute);
        WriteInt(attribute, 20, type);
    });

    private static byte[] Message(Action<CodedOutputStream> write)
    {
        using var memory = new MemoryStream();
        using (var output = new CodedOutputStream(memory, leaveOpen: true))
        {
            write(output);
        }

        return memory.ToArray();
    }

    private static void WriteAll(CodedOutputStream output, int field, IEnumerable<byte[]> messages)
    {
        foreach (byte[] message in messages)
        {
            WriteMessage(output, field, message);
        }
    }

    private static void WriteMessage(CodedOutputStream output, int field, byte[] message)
    {
        output.WriteTag(field, WireFormat.WireType.LengthDelimited);
        output.WriteBytes(UnsafeByteOperations.UnsafeWrap(message));
    }

    private static void WriteString(CodedOutputStream output, int field, string value)
    {
        output.WriteTag(field, WireFormat.WireType.LengthDelimited);
        output.WriteString(value);
    }

    private static void WriteInt(CodedOutputStream output, int field, long value)
    {
        output.WriteTag(field, WireFormat.WireType.Varint);
        output.WriteInt64(value);
    }
}
