using System;
using System.Collections.Generic;
using System.Linq;

namespace ModelGen.Tests.Models;

/// <summary>The kinds of recurrent cells.</summary>
internal enum Cell
{
    Lstm,
    Gru,
    GruResetBefore,
    SimpleRnn,
}

/// <summary>Builds a <see cref="ModelDescription"/> layer by layer: resolves input sizes and default names as the compiler does.</summary>
internal sealed class ModelBuilder
{
    private readonly List<LayerDescription> _layers = [];
    private readonly Dictionary<string, int> _kinds = [];
    private readonly string _name;
    private readonly int _maxTimesteps;
    private int _features;
    private int _vocabulary;
    private int _size;
    private string? _from;
    private readonly Dictionary<string, int> _sizes = [];

    public ModelBuilder(string name, int features, int maxTimesteps)
    {
        _name = name;
        _features = features;
        _maxTimesteps = maxTimesteps;
        _size = features;
    }

    /// <summary>Chooses α and β of each activation that is used; null for the activation's own.</summary>
    public Func<Activation, (double? Alpha, double? Beta)> Parameters { get; init; } = _ => default;

    /// <summary>Chooses the options of each LSTM layer.</summary>
    public Func<LstmDescription, LstmDescription> LstmOptions { get; init; } = layer => layer;

    /// <summary>The bound of the sums of recurrent layers' gates.</summary>
    public double? Clip { get; init; }

    /// <summary>Recurrent layers that return sequences return 0 where they are masked.</summary>
    public bool ZeroOutputForMask { get; init; }

    /// <summary>Fractions that recurrent layers drop of their input and of h.</summary>
    public (double Input, double Hidden) CellDropout { get; init; }

    /// <summary>Values per timestep of what has been built so far: of what the next layer reads.</summary>
    public int Size => _size;

    /// <summary>Names of the layers so far, in order.</summary>
    public IReadOnlyList<LayerDescription> Layers => _layers;

    /// <summary>Values per timestep of a layer's output, or of <c>input</c>.</summary>
    public int SizeOf(string name) => name == "input" ? _features : _sizes[name];

    /// <summary>What the next layer reads.</summary>
    public ModelBuilder From(params string[] names)
    {
        _from = string.Join(", ", names);
        _size = names.Sum(SizeOf);
        return this;
    }

    /// <summary>One of several inputs, whose columns follow those of the input before.</summary>
    public ModelBuilder Input(int features, string name)
    {
        _from = "input";
        int column = _layers.OfType<ColumnsDescription>().Sum(c => c.Width);
        return Add(new ColumnsDescription(name, column, features), features);
    }

    public ModelBuilder Concatenate(string? name = null) => Add(new ConcatenateDescription(NextName("concatenate", name)), _size);

    /// <summary>The sum of <paramref name="sources"/> outputs of one width.</summary>
    public ModelBuilder Sum(string? name = null) => Add(new AddDescription(NextName("add", name)), _size / Sources);

    public ModelBuilder Product(string? name = null) => Add(new MultiplyDescription(NextName("multiply", name)), _size / Sources);

    /// <summary>Reads the model's ids, or below <see cref="Input"/> one of several inputs.</summary>
    public ModelBuilder Embedding(int vocabulary, int dimensions, bool maskZero = false, string? name = null)
    {
        if (!_layers.Any(l => l is ColumnsDescription))
        {
            _features = 1;
            _vocabulary = vocabulary;
        }

        return Add(new EmbeddingDescription(NextName("embedding", name), vocabulary, dimensions, maskZero), dimensions);
    }

    public ModelBuilder Lstm(
        int units,
        bool returnSequences = false,
        bool goBackwards = false,
        bool useBias = true,
        Activation activation = Activation.Tanh,
        Activation recurrentActivation = Activation.Sigmoid,
        string? name = null)
        => Recurrent(Cell.Lstm, units, returnSequences, goBackwards, useBias, activation, recurrentActivation, name);

    public ModelBuilder Gru(
        int units,
        bool returnSequences = false,
        bool goBackwards = false,
        bool useBias = true,
        bool resetAfter = true,
        Activation activation = Activation.Tanh,
        Activation recurrentActivation = Activation.Sigmoid,
        string? name = null)
        => Recurrent(resetAfter ? Cell.Gru : Cell.GruResetBefore, units, returnSequences, goBackwards, useBias, activation, recurrentActivation, name);

    public ModelBuilder Recurrent(
        Cell cell,
        int units,
        bool returnSequences = false,
        bool goBackwards = false,
        bool useBias = true,
        Activation activation = Activation.Tanh,
        Activation recurrentActivation = Activation.Sigmoid,
        string? name = null)
    {
        RecurrentDescription layer = Describe(cell, NextName(cell switch { Cell.Lstm => "lstm", Cell.SimpleRnn => "simple_rnn", _ => "gru" }, name), units, returnSequences, goBackwards, useBias, activation, recurrentActivation);
        return Add(layer, layer.OutputSize);
    }

    public ModelBuilder Bidirectional(
        int units,
        MergeMode merge = MergeMode.Concat,
        bool returnSequences = false,
        bool goBackwards = false,
        bool useBias = true,
        Activation activation = Activation.Tanh,
        Activation recurrentActivation = Activation.Sigmoid,
        string? name = null,
        Cell cell = Cell.Lstm,
        (Cell Cell, int Units, Activation Activation)? own = null)
    {
        string layerName = NextName("bidirectional", name);
        RecurrentDescription wrapped = Describe(cell, layerName, units, returnSequences, goBackwards, useBias, activation, recurrentActivation);
        RecurrentDescription? backward = own is { } o ? Describe(o.Cell, layerName, o.Units, returnSequences, !goBackwards, useBias, o.Activation, recurrentActivation) : null;
        int backwardUnits = (backward ?? wrapped).OutputSize;
        Add(new BidirectionalDescription(layerName, merge, wrapped) { Backward = backward }, merge is MergeMode.Concat or MergeMode.None ? wrapped.OutputSize + backwardUnits : wrapped.OutputSize);
        if (merge == MergeMode.None)
        {
            _from = layerName;
            Add(new ColumnsDescription($"{layerName}.forward", 0, wrapped.OutputSize), wrapped.OutputSize);
            _from = layerName;
            Add(new ColumnsDescription($"{layerName}.backward", wrapped.OutputSize, backwardUnits), backwardUnits);
        }

        return this;
    }

    public ModelBuilder Dense(int units, Activation activation = Activation.Linear, bool useBias = true, string? name = null)
    {
        (double? alpha, double? beta) = Parameters(activation);
        return Add(new DenseDescription(NextName("dense", name), _size, units, activation, useBias) { ActivationAlpha = alpha, ActivationBeta = beta }, units);
    }

    public ModelBuilder Dropout(double rate, string? name = null)
    {
        return Add(new DropoutDescription(NextName("dropout", name), rate), _size);
    }

    /// <summary>Regularises the outputs of the layer before.</summary>
    public ModelBuilder Activity(double l1, double l2)
    {
        _layers[^1] = _layers[^1] with { ActivityL1 = l1, ActivityL2 = l2 };
        return this;
    }

    public ModelBuilder Masking(float value = 0, string? name = null) => Add(new MaskingDescription(NextName("masking", name), value), _size);

    public ModelBuilder BatchNormalization(double epsilon = 1e-3, bool scale = true, bool center = true, string? name = null)
        => Add(new BatchNormalizationDescription(NextName("batch_normalization", name), _size, epsilon, scale, center), _size);

    public ModelBuilder LayerNormalization(double epsilon = 1e-3, bool scale = true, bool center = true, string? name = null)
    {
        return Add(new LayerNormalizationDescription(NextName("layer_normalization", name), _size, epsilon, scale, center), _size);
    }

    public ModelBuilder Pool(PoolingKind kind, string? name = null)
    {
        string own = kind switch { PoolingKind.Average => "global_average_pooling1d", PoolingKind.Max => "global_max_pooling1d", _ => "last_timestep" };
        return Add(new PoolingDescription(NextName(own, name), _size, kind), _size);
    }

    /// <summary>All timesteps as one row: maxTimesteps of a model of sequences of that length, or those that RepeatVector made.</summary>
    public ModelBuilder Flatten(string? name = null)
    {
        int timesteps = _layers.OfType<RepeatVectorDescription>().LastOrDefault()?.Timesteps ?? _maxTimesteps;
        return Add(new FlattenDescription(NextName("flatten", name), timesteps, _size), timesteps * _size);
    }

    /// <summary>One row at every timestep, without a number at maxTimesteps.</summary>
    public ModelBuilder RepeatVector(string? name = null, int? timesteps = null)
        => Add(new RepeatVectorDescription(NextName("repeat_vector", name), timesteps ?? _maxTimesteps, _size), _size);

    public ModelBuilder Apply(Activation activation, double? alpha = null, string? name = null)
        => Add(new ActivationDescription(NextName("activation", name), activation) { ActivationAlpha = alpha }, _size);

    /// <summary>The model returns the output of the layer before, too.</summary>
    public ModelBuilder AsOutput(OutputLoss? loss = null)
    {
        _layers[^1] = _layers[^1] with { IsOutput = true, Loss = loss };
        return this;
    }

    /// <summary>The model returns both directions of the layer before, each with a loss of its own.</summary>
    public ModelBuilder AsOutputs(OutputLoss? forward, OutputLoss? backward)
    {
        _layers[^2] = _layers[^2] with { IsOutput = true, Loss = forward };
        return AsOutput(backward);
    }

    public ModelDescription Build(LossKind? loss = null, bool fromLogits = false)
        => new(_name, _features, _vocabulary, _maxTimesteps, [.. _layers], loss, fromLogits);

    private RecurrentDescription Describe(Cell cell, string name, int units, bool returnSequences, bool goBackwards, bool useBias, Activation activation, Activation recurrentActivation)
    {
        (double? alpha, double? beta) = Parameters(activation);
        (double? recurrentAlpha, double? recurrentBeta) = Parameters(recurrentActivation);
        RecurrentDescription layer = cell switch
        {
            Cell.Lstm => LstmOptions(new LstmDescription(name, _size, units, returnSequences, goBackwards, useBias, activation, recurrentActivation) { RecurrentActivationAlpha = recurrentAlpha, RecurrentActivationBeta = recurrentBeta }),
            Cell.SimpleRnn => new SimpleRnnDescription(name, _size, units, returnSequences, goBackwards, useBias, activation),
            _ => new GruDescription(name, _size, units, returnSequences, goBackwards, useBias, ResetAfter: cell == Cell.Gru, activation, recurrentActivation) { RecurrentActivationAlpha = recurrentAlpha, RecurrentActivationBeta = recurrentBeta },
        };
        return layer with { Clip = Clip ?? layer.Clip, ActivationAlpha = alpha, ActivationBeta = beta, ZeroOutputForMask = ZeroOutputForMask && returnSequences, Dropout = CellDropout.Input, RecurrentDropout = CellDropout.Hidden };
    }

    private int Sources => _from!.Split(',').Length;

    private ModelBuilder Add(LayerDescription layer, int size)
    {
        _layers.Add(layer with { From = _from });
        _from = null;
        _size = size;
        _sizes.Add(layer.Name, size);
        return this;
    }

    private string NextName(string kind, string? given)
    {
        int count = _kinds.GetValueOrDefault(kind);
        _kinds[kind] = count + 1;
        return given ?? (count == 0 ? kind : $"{kind}_{count}");
    }
}
