using System;
using System.Collections.Generic;
using System.Collections.Immutable;
using System.Linq;
using Microsoft.CodeAnalysis;

namespace ModelGen.Declaration;

/// <summary>Typed access to one attribute's constructor and named arguments.</summary>
internal readonly struct AttributeReader
{
    private readonly AttributeData? _attribute;

    public AttributeReader(AttributeData attribute, FrameworkPreset framework = FrameworkPreset.Keras3)
    {
        _attribute = attribute;
        Framework = framework;
    }

    /// <summary>Whose defaults fill in what the attribute leaves out.</summary>
    public FrameworkPreset Framework { get; }

    /// <summary>The framework's default of the gates' activation.</summary>
    public Activation StandardGate => Framework == FrameworkPreset.Keras22 ? Activation.HardSigmoidKeras2 : Activation.Sigmoid;

    /// <summary>The framework's GRU resets after the recurrent product.</summary>
    public bool StandardResetAfter => Framework is FrameworkPreset.Keras3 or FrameworkPreset.PyTorch;

    /// <summary>The framework has PyTorch's and ONNX' small constants rather than Keras'.</summary>
    public bool HasSmallConstants => Framework is FrameworkPreset.PyTorch or FrameworkPreset.Onnx;

    /// <summary>The named arguments, in the order in which they are written.</summary>
    public IEnumerable<string> Written => _attribute?.NamedArguments.Select(argument => argument.Key) ?? Enumerable.Empty<string>();

    public string? Name => Find("Name")?.Value as string;

    public string? From => Text("From");

    /// <summary>The constructor argument at <paramref name="position"/>, or 0 while the user is still typing it.</summary>
    public int Int32At(int position) => At(position) is int value ? value : 0;

    /// <summary>The constructor argument at <paramref name="position"/>, or 0 while the user is still typing it.</summary>
    public double DoubleAt(int position) => At(position) is double value ? value : 0;

    public T EnumAt<T>(int position)
        where T : struct, Enum
        => At(position) is int value ? (T)Enum.ToObject(typeof(T), value) : default;

    public string? Text(string name) => Find(name)?.Value as string;

    public int? Int32(string name) => Find(name)?.Value is int value ? value : null;

    public long? Int64(string name) => Find(name)?.Value is long value ? value : null;

    public bool? Boolean(string name) => Find(name)?.Value is bool value ? value : null;

    public double? Double(string name) => Find(name)?.Value is double value ? value : null;

    public T? Enumeration<T>(string name)
        where T : struct, Enum
        => Find(name)?.Value is int value ? (T)Enum.ToObject(typeof(T), value) : null;

    /// <summary>The activation that <paramref name="name"/> chooses, with its parameters.</summary>
    public ActivationFunction Function(string name, Activation standard) => FunctionOf(Enumeration<Activation>(name) ?? standard, name);

    /// <summary>An activation with the parameters that belong to the argument <paramref name="name"/>.</summary>
    public ActivationFunction FunctionOf(Activation kind, string name)
    {
        double? alpha = kind == Activation.LeakyRelu && HasSmallConstants ? 0.01 : null;
        return new ActivationFunction(kind, Double(name + "Alpha") ?? alpha, Double(name + "Beta"));
    }

    private object? At(int position)
    {
        ImmutableArray<TypedConstant> arguments = _attribute?.ConstructorArguments ?? ImmutableArray<TypedConstant>.Empty;
        return position < arguments.Length && arguments[position].Kind != TypedConstantKind.Array ? arguments[position].Value : null;
    }

    private TypedConstant? Find(string name)
    {
        if (_attribute is null)
        {
            return null;
        }

        foreach (KeyValuePair<string, TypedConstant> argument in _attribute.NamedArguments)
        {
            if (argument.Key == name && argument.Value.Kind != TypedConstantKind.Array)
            {
                return argument.Value;
            }
        }

        return null;
    }
}
