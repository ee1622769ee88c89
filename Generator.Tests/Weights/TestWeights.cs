using System;
using System.Collections.Generic;
using System.Collections.Immutable;
using System.IO;
using System.Linq;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using ModelGen.CompilerServices;

namespace ModelGen.Tests;

/// <summary>Weights of a layout made by hand, with the members that the generator emits.</summary>
internal sealed class TestWeights : ModelWeights
{
    public TestWeights(WeightLayout layout)
        : base(layout)
    {
    }

    public static TestWeights Create(WeightLayout layout, ulong seed = 0)
    {
        var weights = new TestWeights(layout);
        weights.Initialize(seed);
        return weights;
    }

    /// <summary>Every logical value i of every tensor becomes a number of its own.</summary>
    public TestWeights Number()
    {
        float next = 1;
        foreach (string name in TensorNames)
        {
            CopyFrom(name, Enumerable.Range(0, LengthOf(name)).Select(_ => next++).ToArray());
        }

        return this;
    }

    public string PackedHash() => Convert.ToHexString(SHA256.HashData(MemoryMarshal.AsBytes(Packed.Span)));

    public byte[] ToFile()
    {
        using var stream = new MemoryStream();
        Save(stream);
        return stream.ToArray();
    }
}

/// <summary>Builds packed layouts the way WeightLayout.cs describes them.</summary>
internal sealed class TestLayout
{
    private readonly List<TensorLayout> _tensors = [];
    private int _end;

    /// <summary>An LSTM: bias, kernel and recurrent kernel are consecutive rows of the same panels.</summary>
    public TestLayout Lstm(
        string name,
        int features,
        int units,
        Initializer kernel = Initializer.GlorotUniform,
        Initializer recurrent = Initializer.Orthogonal,
        Initializer bias = Initializer.Zeros,
        bool forgetBias = true,
        float scale = 0.05f)
    {
        ImmutableArray<PanelLayout> panels = Panels(units, 4, 1 + features + units);
        Add(name + ".kernel", [features, 4 * units], features, 4, units, 1, panels, new(kernel, features, 4 * units, scale));
        Add(name + ".recurrent_kernel", [units, 4 * units], units, 4, units, 1 + features, panels, new(recurrent, units, 4 * units, scale));
        Add(name + ".bias", [4 * units], 1, 4, units, 0, panels, new(bias, units, units, scale, forgetBias ? new(1, 1, 1, Initializer.Ones, 4 * units, 4 * units) : null));
        return this;
    }

    /// <summary>
    /// A GRU that resets before the product: the candidate's gate has panels of its own, and one initialiser for the candidate
    /// differs from the rest.
    /// </summary>
    public TestLayout Gru(string name, int features, int units)
    {
        int rows = 1 + features + units;
        ImmutableArray<PanelLayout> panels = [.. Panels(units, 2, rows), .. Panels(units, 1, rows, firstGate: 2)];
        Add(name + ".kernel", [features, 3 * units], features, 3, units, 1, panels, new(Initializer.GlorotUniform, features + units, 2 * units, 0, new(2, 1, features, Initializer.GlorotUniform, features + units, units)));
        Add(name + ".recurrent_kernel", [units, 3 * units], units, 3, units, 1 + features, panels, new(Initializer.Orthogonal, units, 3 * units, 0));
        Add(name + ".bias", [3 * units], 1, 3, units, 0, panels, new(Initializer.Zeros, units, units, 0, new(0, 2, 1, Initializer.Ones, units, units)));
        return this;
    }

    public TestLayout Dense(string name, int features, int units, Initializer kernel = Initializer.GlorotUniform)
    {
        ImmutableArray<PanelLayout> panels = Panels(units, 1, 1 + features);
        Add(name + ".kernel", [features, units], features, 1, units, 1, panels, new(kernel, features, units, 0.05f));
        Add(name + ".bias", [units], 1, 1, units, 0, panels, new(Initializer.Zeros, units, units, 0));
        return this;
    }

    public TestLayout Matrix(string name, int rows, int columns, Initializer initializer, float scale = 0.05f)
    {
        Add(name, [rows, columns], rows, 1, columns, 0, Panels(columns, 1, rows), new(initializer, rows, columns, scale));
        return this;
    }

    public TestLayout Vector(string name, int length)
    {
        Add(name, [length], 1, 1, length, 0, Panels(length, 1, 1), new(Initializer.Zeros, length, length, 0));
        return this;
    }

    public WeightLayout Build(string model = "TestModel") => new(model, _end, [.. _tensors]);

    private void Add(string name, ImmutableArray<int> shape, int rows, int gates, int units, int firstRow, ImmutableArray<PanelLayout> panels, TensorInitializer initializer) =>
        _tensors.Add(new TensorLayout(name, shape, rows, gates, units, firstRow, panels, initializer));

    /// <summary>Panels of 16 lanes, the last of 8 where that is enough.</summary>
    private ImmutableArray<PanelLayout> Panels(int units, int gates, int rows, int firstGate = 0)
    {
        var panels = ImmutableArray.CreateBuilder<PanelLayout>();
        for (int first = 0; first < units;)
        {
            int width = units - first > 8 ? 16 : 8;
            panels.Add(new PanelLayout(first, width, _end, firstGate, gates));
            _end += width * gates * rows;
            _end = (_end + 15) / 16 * 16;
            first += width;
        }

        return panels.ToImmutable();
    }
}
