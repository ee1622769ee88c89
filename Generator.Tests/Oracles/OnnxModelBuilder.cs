using System;
using System.Buffers.Binary;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Runtime.InteropServices;
using Google.Protobuf;

namespace ModelGen.Tests.Oracles;

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
    public static byte[] Lstm(OnnxLstm lstm) => Recurrent(lstm);

    /// <summary>A model that is one recurrent operator.</summary>
    public static byte[] Recurrent(OnnxRecurrent layer)
    {
        var builder = new OnnxModelBuilder();
        builder.AddRecurrent(layer);
        builder.AddOutput("Y", layer.Timesteps, layer.Directions, layer.Batch, layer.Units);
        builder.AddFinalStates(layer);
        return builder.ToBytes();
    }

    /// <summary>
    /// A forward LSTM whose every output goes through activation-free x·kernel + bias; returns <c>dense</c>
    /// [T, 1, B, <paramref name="denseUnits"/>] and the LSTM's <c>Y_h</c> and <c>Y_c</c>.
    /// </summary>
    public static byte[] LstmDense(OnnxLstm lstm, float[] denseKernel, float[] denseBias, int denseUnits)
    {
        var builder = new OnnxModelBuilder();
        builder.AddRecurrent(lstm);
        builder.AddDense("Y", "dense", denseKernel, denseBias, lstm.Units, denseUnits);
        builder.AddOutput("dense", lstm.Timesteps, 1, lstm.Batch, denseUnits);
        builder.AddFinalStates(lstm);
        return builder.ToBytes();
    }

    private void AddRecurrent(OnnxRecurrent layer)
    {
        if (layer.Parts.Count != layer.Directions)
        {
            throw new ArgumentException($"{layer.Direction} takes {layer.Directions} sets of weights, not {layer.Parts.Count}.", nameof(layer));
        }

        int gates = layer.KerasGates.Count;
        AddInput("X", Float32, layer.Timesteps, layer.Batch, layer.Features);
        AddInitializer("W", [.. layer.Parts.SelectMany(p => layer.ToOnnxRows(p.Kernel, layer.Features))], layer.Directions, gates * layer.Units, layer.Features);
        AddInitializer("R", [.. layer.Parts.SelectMany(p => layer.ToOnnxRows(p.RecurrentKernel, layer.Units))], layer.Directions, gates * layer.Units, layer.Units);
        AddInitializer(
            "B",
            [.. layer.Parts.SelectMany(p => (float[])[.. layer.ToOnnxRows(p.Bias, 1), .. layer.ToOnnxRows(p.RecurrentBias, 1)])],
            layer.Directions,
            2 * gates * layer.Units);

        List<string> inputs = ["X", "W", "R", "B", layer.HasSequenceLengths ? "sequence_lens" : "", .. layer.States.Select(state => layer.HasInitialState ? "initial_" + state : "")];
        if (layer.Peepholes is { } peepholes)
        {
            AddInitializer("P", peepholes, layer.Directions, 3 * layer.Units);
            inputs.Add("P");
        }

        if (layer.HasSequenceLengths)
        {
            AddInput("sequence_lens", Int32, layer.Batch);
        }

        foreach (string state in layer.States.Where(_ => layer.HasInitialState))
        {
            AddInput("initial_" + state, Float32, layer.Directions, layer.Batch, layer.Units);
        }

        OnnxActivation[] activations = [.. Enumerable.Repeat(layer.Activations, layer.Directions).SelectMany(a => a)];
        List<byte[]> attributes =
        [
            StringAttribute("direction", layer.Direction.ToString().ToLowerInvariant()),
            IntAttribute("hidden_size", layer.Units),
            StringsAttribute("activations", activations.Select(a => a.Name)),
        ];
        if (layer.Attribute is var (name, value))
        {
            attributes.Add(IntAttribute(name, value));
        }

        if (layer.Clip is { } clip)
        {
            attributes.Add(FloatAttribute("clip", clip));
        }

        float[] alphas = [.. activations.Where(a => a.Alpha.HasValue).Select(a => a.Alpha!.Value)];
        float[] betas = [.. activations.Where(a => a.Beta.HasValue).Select(a => a.Beta!.Value)];
        if (alphas.Length > 0)
        {
            attributes.Add(FloatsAttribute("activation_alpha", alphas));
        }

        if (betas.Length > 0)
        {
            attributes.Add(FloatsAttribute("activation_beta", betas));
        }

        AddNode(layer.Operation, [.. inputs], ["Y", .. layer.States.Select(state => "Y_" + state)], attributes);
    }

    private void AddFinalStates(OnnxRecurrent layer)
    {
        foreach (string state in layer.States)
        {
            AddOutput("Y_" + state, layer.Directions, layer.Batch, layer.Units);
        }
    }

    private void AddDense(string input, string output, float[] kernel, float[] bias, int features, int units)
    {
        AddInitializer(output + ".kernel", kernel, features, units);
        AddInitializer(output + ".bias", bias, units);
        AddNode("MatMul", [input, output + ".kernel"], [output + ".product"], []);
        AddNode("Add", [output + ".product", output + ".bias"], [output], []);
    }

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

    private static byte[] FloatAttribute(string name, float value) => Attribute(name, 1, a =>
    {
        a.WriteTag(2, WireFormat.WireType.Fixed32);
        a.WriteFloat(value);
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
