using System;
using System.Collections.Generic;
using System.Collections.Immutable;
using ModelGen.CompilerServices;

namespace ModelGen.Tests.Training;

/// <summary>
/// A model small enough to differentiate by hand, in the place of a generated one:
/// outputs = bias + state + Σ_t x[t] @ kernel, or per timestep bias + state + x[t] @ kernel.
/// </summary>
internal sealed class DenseModel
{
    public const int PanelWidth = 16;

    private DenseModel(ModelShape shape, WeightLayout layout)
    {
        Shape = shape;
        Layout = layout;
    }

    public ModelShape Shape { get; }

    public WeightLayout Layout { get; }

    public int InputRows => Shape.Vocabulary > 0 ? Shape.Vocabulary : Shape.Features;

    public static DenseModel OfFeatures(int features, int timesteps, int outputs, bool sequences = false, bool reversed = false) =>
        Create(features, 0, timesteps, outputs, sequences, maskZero: false, reversed);

    public static DenseModel OfIds(int vocabulary, int timesteps, int outputs, bool sequences = false, bool maskZero = false, bool reversed = false) =>
        Create(1, vocabulary, timesteps, outputs, sequences, maskZero, reversed);

    /// <summary>Where a kernel's element (row, unit) lies; row −1 is the bias.</summary>
    public int Index(int row, int unit) =>
        (unit / PanelWidth * PanelWidth * (InputRows + 1)) + ((row + 1) * PanelWidth) + (unit % PanelWidth);

    public DenseWeights CreateWeights(int seed = 1)
    {
        var random = new Random(seed);
        var weights = new DenseWeights(this);
        foreach (string name in weights.TensorNames)
        {
            float[] values = new float[weights.LengthOf(name)];
            for (int i = 0; i < values.Length; i++)
            {
                values[i] = (random.NextSingle() * 2f) - 1f;
            }

            weights.CopyFrom(name, values);
        }

        return weights;
    }

    private static DenseModel Create(int features, int vocabulary, int timesteps, int outputs, bool sequences, bool maskZero, bool reversed)
    {
        int rows = vocabulary > 0 ? vocabulary : features;
        var panels = new List<PanelLayout>();
        for (int unit = 0; unit < outputs; unit += PanelWidth)
        {
            panels.Add(new PanelLayout(unit, PanelWidth, unit * (rows + 1), FirstGate: 0, Gates: 1));
        }

        ImmutableArray<PanelLayout> all = [.. panels];
        var zeros = new TensorInitializer(Initializer.Zeros, 0, 0, 0f);
        var layout = new WeightLayout(
            "Dense",
            panels.Count * PanelWidth * (rows + 1),
            [
                new TensorLayout("dense.bias", [outputs], 1, 1, outputs, 0, all, zeros),
                new TensorLayout("dense.kernel", [rows, outputs], rows, 1, outputs, 1, all, zeros),
            ]);
        var shape = new ModelShape(
            "Dense", features, vocabulary, timesteps, outputs, sequences, maskZero, [new StateTensor("dense.h", outputs)], reversed);
        return new DenseModel(shape, layout);
    }
}

internal sealed class DenseWeights(DenseModel model) : ModelWeights(model.Layout)
{
    public DenseModel Model { get; } = model;
}

/// <summary>Trains a <see cref="DenseModel"/> the way a generated trainer would.</summary>
internal sealed class DenseTrainer<TInput> : ModelTrainer<TInput>
    where TInput : unmanaged
{
    private readonly DenseModel _model;
    private readonly DenseWeights _weights;

    public DenseTrainer(DenseWeights weights, LossKind loss, bool fromLogits, Optimizer optimizer, int batchSize = 32, TrainerOptions? options = null)
        : base(weights, weights.Model.Layout, weights.Model.Shape, loss, fromLogits, optimizer, batchSize, options)
    {
        _weights = weights;
        _model = weights.Model;
    }

    public DenseWeights Weights => _weights;

    /// <summary>Share of inputs that is dropped in training.</summary>
    public float Dropout { get; init; }

    /// <summary>Called at the start of every forward pass with the shard's first row.</summary>
    public Action<int>? OnForward { get; set; }

    /// <summary>Called after every backward pass with the shard.</summary>
    public Action<TrainingShard>? OnBackward { get; set; }

    public int PreparedSteps { get; private set; }

    protected override string Declaration => "dense";

    protected override TrainingShard CreateShard(int rows) => new Shard(rows, _model);

    protected override void PrepareStep() => PreparedSteps++;

    protected override void Forward(TrainingShard shard, TrainingBatch<TInput> batch, int firstRow, int rowCount, bool training)
    {
        OnForward?.Invoke(firstRow);
        ModelShape shape = _model.Shape;
        Span<float> packed = _weights.Packed.Span;
        ((Shard)shard).Training = training;
        Array.Clear(shard.Outputs);
        for (int row = 0; row < rowCount; row++)
        {
            int batchRow = firstRow + row;
            int length = batch.Lengths[batchRow];
            for (int t = 0; t < (shape.ReturnsSequences ? length : 1); t++)
            {
                Span<float> output = shard.Outputs.AsSpan(OutputOffset(row, t), shape.Outputs);
                for (int k = 0; k < output.Length; k++)
                {
                    float sum = packed[_model.Index(-1, k)] + (batch.InitialStates?[(batchRow * shape.Outputs) + k] ?? 0f);
                    foreach (int input in Inputs(batch, batchRow, t))
                    {
                        sum += Value(batch, input, training) * packed[_model.Index(KernelRow(batch, input), k)];
                    }

                    output[k] = sum;
                }
            }
        }
    }

    protected override void Backward(TrainingShard shard, TrainingBatch<TInput> batch, int firstRow, int rowCount)
    {
        ModelShape shape = _model.Shape;
        Span<float> packed = _weights.Packed.Span;
        Span<float> gradient = shard.Gradient.Span;
        bool training = ((Shard)shard).Training;
        for (int row = 0; row < rowCount; row++)
        {
            int batchRow = firstRow + row;
            int length = batch.Lengths[batchRow];
            for (int t = 0; t < (shape.ReturnsSequences ? length : 1); t++)
            {
                Span<float> output = shard.OutputGradients.AsSpan(OutputOffset(row, t), shape.Outputs);
                for (int k = 0; k < output.Length; k++)
                {
                    gradient[_model.Index(-1, k)] += output[k];
                    if (batch.InitialStateGradients is { } states)
                    {
                        states[(batchRow * shape.Outputs) + k] += output[k];
                    }

                    foreach (int input in Inputs(batch, batchRow, t))
                    {
                        int weight = _model.Index(KernelRow(batch, input), k);
                        gradient[weight] += Value(batch, input, training) * output[k];
                        if (batch.InputGradients is { } inputs)
                        {
                            inputs[input] += packed[weight] * output[k];
                        }
                    }
                }
            }
        }

        OnBackward?.Invoke(shard);
    }

    private int OutputOffset(int row, int t) => ((row * (_model.Shape.ReturnsSequences ? _model.Shape.MaxTimesteps : 1)) + t) * _model.Shape.Outputs;

    /// <summary>Indices into the batch's inputs that feed an output: those of one timestep, or of all.</summary>
    private InputRange Inputs(TrainingBatch<TInput> batch, int batchRow, int t)
    {
        ModelShape shape = _model.Shape;
        int length = batch.Lengths[batchRow];
        int first = shape.ReturnsSequences ? (shape.OutputsReversed ? length - 1 - t : t) : 0;
        int count = shape.ReturnsSequences ? 1 : length;
        int start = ((batchRow * shape.MaxTimesteps) + first) * shape.Features;
        return new InputRange(start, start + (count * shape.Features));
    }

    private int KernelRow(TrainingBatch<TInput> batch, int input) =>
        batch.Inputs is int[] ids ? ids[input] : input % _model.Shape.Features;

    private float Value(TrainingBatch<TInput> batch, int input, bool training)
    {
        if (batch.Inputs is not float[] features)
        {
            return _model.Shape.MaskZero && ((int[])(object)batch.Inputs)[input] == 0 ? 0f : 1f;
        }

        return training && Dropout > 0f && CounterRandom.Single(batch.DropoutKey, (ulong)input) < Dropout ? 0f : features[input];
    }

    private sealed class Shard(int rows, DenseModel model)
        : TrainingShard(rows, model.Shape.ReturnsSequences ? model.Shape.MaxTimesteps : 1, model.Shape.Outputs, model.Layout.PackedLength)
    {
        public bool Training { get; set; }
    }

    /// <summary>A range to enumerate without allocating.</summary>
    private struct InputRange(int start, int end)
    {
        private int _current = start - 1;

        public readonly int Current => _current;

        public readonly InputRange GetEnumerator() => this;

        public bool MoveNext() => ++_current < end;
    }
}

/// <summary>Random rows for the tests.</summary>
internal static class TestRows
{
    public static float[] Features(int count, int seed)
    {
        var random = new Random(seed);
        float[] values = new float[count];
        for (int i = 0; i < count; i++)
        {
            values[i] = (random.NextSingle() * 2f) - 1f;
        }

        return values;
    }

    public static int[] Integers(int count, int bound, int seed)
    {
        var random = new Random(seed);
        int[] values = new int[count];
        for (int i = 0; i < count; i++)
        {
            values[i] = random.Next(bound);
        }

        return values;
    }

    /// <summary>Rows of mixed lengths whose class depends on the inputs, so that there is something to learn.</summary>
    public static SequenceDataset<float> Learnable(DenseModel model, int count, int seed)
    {
        ModelShape shape = model.Shape;
        float[] x = Features(count * shape.MaxTimesteps * shape.Features, seed);
        int[] lengths = Integers(count, shape.MaxTimesteps, seed + 1);
        int[] classes = new int[count];
        for (int row = 0; row < count; row++)
        {
            lengths[row]++;
            float sum = 0f;
            for (int i = 0; i < lengths[row] * shape.Features; i += shape.Features)
            {
                sum += x[(row * shape.MaxTimesteps * shape.Features) + i];
            }

            classes[row] = sum > 0f ? 1 : 0;
        }

        return new SequenceDataset<float>(x, count, shape.MaxTimesteps, classes, lengths);
    }
}
