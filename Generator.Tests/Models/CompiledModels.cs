using System;
using System.Collections.Generic;
using System.Linq;

namespace ModelGen.Tests.Models;

/// <summary>A compiled random model with random weights, and the reference network on the same weights.</summary>
internal sealed record ModelUnderTest(CompiledModel Model, Dictionary<string, float[]> Values, ReferenceNetwork Reference)
{
    public string Name => Model.Description.Name;

    /// <summary>The model's own random numbers, the same in every test.</summary>
    public Random CreateRandom(int salt = 0) => new(Name.Sum(c => c) + salt);

    public ModelWeights CreateWeights() => Model.CreateWeights(Values);
}

/// <summary>The random models that the tests of emitted code share: compiled once, in one compilation.</summary>
internal static class CompiledModels
{
    private static readonly (LossKind Kind, bool FromLogits)[] s_losses =
    [
        (LossKind.SparseCategoricalCrossentropy, true),
        (LossKind.SparseCategoricalCrossentropy, false),
        (LossKind.CategoricalCrossentropy, true),
        (LossKind.CategoricalCrossentropy, false),
        (LossKind.BinaryCrossentropy, true),
        (LossKind.BinaryCrossentropy, false),
        (LossKind.MeanSquaredError, false),
    ];

    /// <summary>Setting MODELGEN_FULL=1 draws four times as many models, so that every number of units from 1 to 40 comes up.</summary>
    private static readonly int s_scale = Environment.GetEnvironmentVariable("MODELGEN_FULL") == "1" ? 4 : 1;

    /// <summary>Numbers of units at which a tile, a vector or a mask ends.</summary>
    public static readonly int[] LaneNeighbours = [8, 33, 1, 17, 7, 24, 16, 9, 32, 15, 31, 3, 25, 40, 4, 23, 5];

    /// <summary>The same for the GRU: the form that resets after the product and the other one take turns.</summary>
    private static readonly int[] s_gruUnits = [7, 8, 16, 9, 17, 24, 32, 31, 40, 33, 1, 3];

    /// <summary>The same for simple layers, whose panels are of several widths.</summary>
    private static readonly int[] s_rnnUnits = [24, 9, 56, 16, 33, 7, 72, 8, 17];

    /// <summary>As many as it takes to have every activation in a cell.</summary>
    private const int ActivationModels = 10;

    private static readonly Lazy<IReadOnlyDictionary<string, ModelUnderTest>> s_models = new(Create);

    /// <summary>Tanh and sigmoid LSTM, GRU or simple layers only, which ONNX Runtime runs too.</summary>
    public static IEnumerable<string> RecurrentNames { get; } = [.. Names("Lstm", 7 * s_scale), .. Names("Gru", 6 * s_scale), .. Names("Rnn", 3 * s_scale)];

    /// <summary>Any layers and options, with every loss.</summary>
    public static IEnumerable<string> MixedNames { get; } = [.. Names("Mixed", 7 * s_scale), .. Names("Activation", ActivationModels), "Masked", "MaskedGru", "MaskedZero", "MaskedZeroBoth", .. CellModels.All.Select(m => m.Name), "SmoothClasses", "StraightErrors", "SeveralPanels", "DroppedCells", "DroppedInputs", "DroppedStates", "MaskedNorm", "NormFirst", "MaskedPool", "PoolBoth", .. ShapeNames, .. GraphNames];

    /// <summary>Layers between the recurrent ones.</summary>
    private static IEnumerable<string> ShapeNames =>
        ["Masking", "MaskingStep", "MaskingBoth", "MaskedBatchNorm", "BatchNormFirst", "BatchNormFold", "BatchNormGraph", "LastMasked", "Functions", "FunctionFirst", "ActivityMasked", "ActivityLast"];

    /// <summary>Models that can be stepped.</summary>
    public static IEnumerable<string> CausalNames { get; } = Names("Causal", 3 * s_scale);

    /// <summary>Models whose layers read several others.</summary>
    private static IEnumerable<string> GraphNames => ["Skips", "Residual", "Reversed", "MaskedSkip", "Heads", "LastHeads", "Inputs", "InputsBoth", "Tokens", "TokensBoth", "MaskedTokens", "MaskedInput", "Directions", "DirectionOutputs", "OwnBackward", .. Names("Graph", 4 * s_scale)];

    public static IEnumerable<string> AllNames => [.. RecurrentNames, .. MixedNames, .. CausalNames];

    public static IEnumerable<ModelUnderTest> All => s_models.Value.Values;

    public static ModelUnderTest Get(string name) => s_models.Value[name];

    /// <summary>The model can be stepped. Known without compiling it.</summary>
    public static bool IsCausal(string name)
    {
        ModelDescription model = Describe().Single(m => m.Name == name);
        return model.Layers.All(l => l is not BidirectionalDescription and not PoolingDescription and not RecurrentDescription { GoBackwards: true });
    }

    private static IEnumerable<string> Names(string kind, int count) => [.. Enumerable.Range(0, count).Select(i => $"{kind}{i:00}")];

    /// <summary>The descriptions of all models, drawn from one seed.</summary>
    public static IReadOnlyList<ModelDescription> Describe()
    {
        var random = new Random(20240);

        // Lane multiples and their neighbours first, then what else lies in 1…40.
        int[] others = [.. Enumerable.Range(1, 40).Except(LaneNeighbours)];
        random.Shuffle(others);
        List<int> units = [.. LaneNeighbours, .. others];
        int NextUnits(int inputSize)
        {
            if (units.All(u => u == inputSize))
            {
                units.AddRange(Enumerable.Range(1, 40));
            }

            int next = units.First(u => u != inputSize);
            units.Remove(next);
            return next;
        }

        List<ModelDescription> models = [];
        var plain = new RandomModelChoices { AnyActivation = false, RecurrentOnly = true, Loss = LossKind.MeanSquaredError, NextCell = _ => Cell.Lstm };
        foreach (string name in RecurrentNames.Where(name => name.StartsWith("Lstm", StringComparison.Ordinal)))
        {
            models.Add(RandomModels.Model(random, name, NextUnits, plain));
        }

        int gru = -1;
        foreach (string name in RecurrentNames.Where(name => name.StartsWith("Gru", StringComparison.Ordinal)))
        {
            models.Add(RandomModels.Model(
                random,
                name,
                inputSize => inputSize == s_gruUnits[++gru % s_gruUnits.Length] ? inputSize + 1 : s_gruUnits[gru % s_gruUnits.Length],
                plain with { NextCell = _ => gru % 2 == 0 ? Cell.Gru : Cell.GruResetBefore }));
        }

        int rnn = -1;
        foreach (string name in RecurrentNames.Where(name => name.StartsWith("Rnn", StringComparison.Ordinal)))
        {
            models.Add(RandomModels.Model(
                random,
                name,
                inputSize => inputSize == s_rnnUnits[++rnn % s_rnnUnits.Length] ? inputSize + 1 : s_rnnUnits[rnn % s_rnnUnits.Length],
                plain with { NextCell = _ => Cell.SimpleRnn }));
        }

        foreach (string name in MixedNames.Where(name => name.StartsWith("Mixed", StringComparison.Ordinal)))
        {
            (LossKind kind, bool fromLogits) = s_losses[models.Count % s_losses.Length];
            models.Add(RandomModels.Model(random, name, NextUnits, new() { Loss = kind, FromLogits = fromLogits }));
        }

        foreach (string name in CausalNames)
        {
            models.Add(RandomModels.Model(random, name, NextUnits, new() { Causal = true }));
        }

        for (int i = 0; i < ActivationModels; i++)
        {
            models.Add(Activations(i));
        }

        models.AddRange(CellModels.All);

        // A mask that is turned around twice, on its way through every kind of layer.
        models.Add(new ModelBuilder("Masked", features: 0, maxTimesteps: 7)
            .Embedding(5, 4, maskZero: true)
            .Dropout(0.5)
            .Lstm(6, returnSequences: true, goBackwards: true)
            .Bidirectional(3, MergeMode.Ave, returnSequences: true)
            .Dense(5, Activation.Tanh)
            .Lstm(2, goBackwards: true)
            .Dense(3)
            .Build(LossKind.SparseCategoricalCrossentropy, fromLogits: true));
        models.Add(new ModelBuilder("MaskedGru", features: 0, maxTimesteps: 7)
            .Embedding(5, 4, maskZero: true)
            .Gru(6, returnSequences: true, goBackwards: true, resetAfter: false)
            .Bidirectional(9, MergeMode.Mul, returnSequences: true, useBias: false, cell: Cell.GruResetBefore)
            .Gru(5, returnSequences: true, useBias: false)
            .Bidirectional(3, MergeMode.Sum, returnSequences: true, cell: Cell.Gru)
            .Dense(5, Activation.Tanh)
            .Recurrent(Cell.SimpleRnn, 6, returnSequences: true, goBackwards: true)
            .Bidirectional(4, MergeMode.Concat, returnSequences: true, cell: Cell.SimpleRnn)
            .Gru(2, goBackwards: true, activation: Activation.Sigmoid, recurrentActivation: Activation.HardSigmoid)
            .Dense(3)
            .Build(LossKind.SparseCategoricalCrossentropy, fromLogits: true));
        models.Add(new ModelBuilder("MaskedZero", features: 0, maxTimesteps: 7) { ZeroOutputForMask = true }
            .Embedding(5, 4, maskZero: true)
            .Lstm(6, returnSequences: true)
            .Recurrent(Cell.SimpleRnn, 9, returnSequences: true)
            .Gru(5, returnSequences: true)
            .Dense(3)
            .Build(LossKind.MeanSquaredError));
        models.Add(new ModelBuilder("MaskedZeroBoth", features: 0, maxTimesteps: 7) { ZeroOutputForMask = true }
            .Embedding(5, 4, maskZero: true)
            .Gru(6, returnSequences: true, goBackwards: true)
            .Bidirectional(9, MergeMode.Mul, returnSequences: true)
            .Bidirectional(5, MergeMode.Concat, returnSequences: true, cell: Cell.GruResetBefore)
            .Lstm(7, returnSequences: true, goBackwards: true)
            .Bidirectional(4, MergeMode.Ave, returnSequences: true, cell: Cell.SimpleRnn)
            .Lstm(2)
            .Dense(3)
            .Build(LossKind.SparseCategoricalCrossentropy, fromLogits: true));
        models.Add(new ModelBuilder("Masking", features: 3, maxTimesteps: 7)
            .Masking()
            .Lstm(6, returnSequences: true, goBackwards: true)
            .Bidirectional(9, MergeMode.Concat, returnSequences: true, cell: Cell.Gru)
            .Dense(5, Activation.Tanh)
            .Recurrent(Cell.SimpleRnn, 2, returnSequences: true, goBackwards: true)
            .Build(LossKind.MeanSquaredError));
        models.Add(new ModelBuilder("MaskingStep", features: 9, maxTimesteps: 7) { ZeroOutputForMask = true }
            .Masking(-1.5f, "mask")
            .Dense(4, Activation.Relu)
            .From("dense", "input", "mask").Gru(7, returnSequences: true)
            .Lstm(17, returnSequences: true)
            .Dense(3)
            .Build(LossKind.SparseCategoricalCrossentropy, fromLogits: true));
        models.Add(new ModelBuilder("MaskingBoth", features: 2, maxTimesteps: 7)
            .Masking(0.25f)
            .Dropout(0.5)
            .Bidirectional(5, MergeMode.Ave)
            .Dense(3)
            .Build(LossKind.SparseCategoricalCrossentropy, fromLogits: true));
        models.Add(new ModelBuilder("SmoothClasses", features: 3, maxTimesteps: 4).Lstm(5, returnSequences: true).Dense(4)
            .Build(LossKind.SparseCategoricalCrossentropy, fromLogits: true) with { LabelSmoothing = 0.125 });
        models.Add(new ModelBuilder("StraightErrors", features: 3, maxTimesteps: 4).Gru(5).Dense(4)
            .Build(LossKind.Huber) with { Delta = 0.25 });

        // Whole timesteps in one kernel: panels of 16 units, in pairs and alone, whole and broken; and cells with too few.
        models.Add(new ModelBuilder("SeveralPanels", features: 5, maxTimesteps: 5)
            .Lstm(77, returnSequences: true)
            .Gru(74, returnSequences: true)
            .Lstm(30, returnSequences: true)
            .Gru(64)
            .Dense(3)
            .Build(LossKind.MeanSquaredError));

        // Panels of 8 and of 16 units, whole and broken, in every kind of cell.
        models.Add(new ModelBuilder("DroppedCells", features: 5, maxTimesteps: 6) { CellDropout = (0.25, 0.375) }
            .Lstm(18, returnSequences: true)
            .Gru(7, returnSequences: true, resetAfter: false)
            .Bidirectional(33, MergeMode.Mul, returnSequences: true)
            .Gru(29, returnSequences: true, goBackwards: true)
            .Recurrent(Cell.SimpleRnn, 11, returnSequences: true)
            .Dense(3)
            .Build(LossKind.MeanSquaredError));
        models.Add(new ModelBuilder("DroppedInputs", features: 0, maxTimesteps: 7) { CellDropout = (0.5, 0) }
            .Embedding(5, 4, maskZero: true)
            .Lstm(6, returnSequences: true)
            .Bidirectional(17, MergeMode.Concat, returnSequences: true, cell: Cell.GruResetBefore)
            .Bidirectional(9, MergeMode.Sum, returnSequences: true, cell: Cell.SimpleRnn)
            .Gru(15)
            .Dense(3)
            .Build(LossKind.SparseCategoricalCrossentropy, fromLogits: true));
        models.Add(new ModelBuilder("DroppedStates", features: 0, maxTimesteps: 7) { CellDropout = (0, 0.5) }
            .Embedding(5, 4, maskZero: true)
            .Bidirectional(6, MergeMode.Ave, returnSequences: true, cell: Cell.Gru)
            .Gru(17, returnSequences: true, resetAfter: false)
            .Recurrent(Cell.SimpleRnn, 9, returnSequences: true)
            .Lstm(32, goBackwards: true)
            .Dense(3)
            .Build(LossKind.SparseCategoricalCrossentropy, fromLogits: true));
        models.Add(new ModelBuilder("MaskedNorm", features: 0, maxTimesteps: 7)
            .Embedding(5, 11, maskZero: true)
            .LayerNormalization()
            .Recurrent(Cell.SimpleRnn, 6, returnSequences: true)
            .LayerNormalization(epsilon: 0.05, center: false)
            .Dense(9, Activation.Tanh)
            .LayerNormalization(scale: false, center: false)
            .Lstm(4)
            .LayerNormalization(epsilon: 0.05, scale: false)
            .Dense(3)
            .Build(LossKind.SparseCategoricalCrossentropy, fromLogits: true));
        models.Add(new ModelBuilder("NormFirst", features: 5, maxTimesteps: 6)
            .LayerNormalization(name: "norm")
            .Bidirectional(9, MergeMode.Concat, returnSequences: true, cell: Cell.Gru)
            .LayerNormalization(epsilon: 0.05)
            .Lstm(3, returnSequences: true, goBackwards: true)
            .LayerNormalization(epsilon: 0.05)
            .Build(LossKind.MeanSquaredError));
        models.Add(new ModelBuilder("MaskedBatchNorm", features: 0, maxTimesteps: 7)
            .Embedding(5, 11, maskZero: true)
            .BatchNormalization()
            .Lstm(6, returnSequences: true, goBackwards: true)
            .BatchNormalization(epsilon: 0.05, center: false)
            .Dropout(0.25)
            .Recurrent(Cell.SimpleRnn, 9, returnSequences: true)
            .BatchNormalization(scale: false, center: false)
            .Gru(4)
            .BatchNormalization(epsilon: 0.05, scale: false)
            .Dense(3)
            .Build(LossKind.SparseCategoricalCrossentropy, fromLogits: true));
        models.Add(new ModelBuilder("BatchNormFirst", features: 5, maxTimesteps: 6)
            .BatchNormalization(name: "norm")
            .Bidirectional(9, MergeMode.Concat, returnSequences: true, cell: Cell.Gru)
            .BatchNormalization(epsilon: 0.05)
            .Build(LossKind.MeanSquaredError));
        models.Add(new ModelBuilder("BatchNormFold", features: 5, maxTimesteps: 6)
            .BatchNormalization(scale: false)
            .Dense(17, Activation.Tanh)
            .Gru(9, returnSequences: true)
            .BatchNormalization()
            .Dense(4, Activation.Sigmoid, useBias: false)
            .BatchNormalization(center: false)
            .Dense(70, Activation.Silu)
            .Dense(3)
            .Build(LossKind.MeanSquaredError));
        models.Add(new ModelBuilder("BatchNormGraph", features: 3, maxTimesteps: 6)
            .Lstm(5, returnSequences: true, name: "first")
            .From("first", "input").BatchNormalization(name: "norm")
            .Dense(4, Activation.Tanh, name: "left")
            .From("norm").Dense(7, Activation.Relu, name: "right")
            .From("left", "first").BatchNormalization(name: "both")
            .From("both", "right").Dense(2)
            .Build(LossKind.MeanSquaredError));
        models.Add(new ModelBuilder("ActivityMasked", features: 0, maxTimesteps: 7)
            .Embedding(5, 4, maskZero: true)
            .Lstm(6, returnSequences: true, goBackwards: true).Activity(0.01, 0.02)
            .Bidirectional(5, MergeMode.Concat, returnSequences: true, cell: Cell.Gru).Activity(0, 0.03)
            .Dense(9, Activation.Tanh).Activity(0.02, 0)
            .Dense(3)
            .Build(LossKind.SparseCategoricalCrossentropy, fromLogits: true));
        models.Add(new ModelBuilder("ActivityLast", features: 3, maxTimesteps: 6)
            .Masking()
            .Recurrent(Cell.SimpleRnn, 9, returnSequences: true).Activity(0.05, 0)
            .BatchNormalization()
            .Gru(7).Activity(0.1, 0.2)
            .Dense(2, Activation.Sigmoid).Activity(0.3, 0.1)
            .Build(LossKind.MeanSquaredError));
        models.Add(new ModelBuilder("LastMasked", features: 0, maxTimesteps: 7)
            .Embedding(5, 4, maskZero: true)
            .Lstm(6, returnSequences: true, goBackwards: true, name: "first")
            .Pool(PoolingKind.Last, "last")
            .From("embedding").Pool(PoolingKind.Last, "word")
            .From("last", "word").Dense(3)
            .Build(LossKind.SparseCategoricalCrossentropy, fromLogits: true));
        models.Add(new ModelBuilder("Functions", features: 3, maxTimesteps: 6)
            .Lstm(17, returnSequences: true)
            .Apply(Activation.Gelu)
            .Apply(Activation.LeakyRelu, alpha: 0.3)
            .Recurrent(Cell.SimpleRnn, 5, returnSequences: true, activation: Activation.Linear)
            .Apply(Activation.Softmax)
            .Build(LossKind.SparseCategoricalCrossentropy));
        models.Add(new ModelBuilder("FunctionFirst", features: 5, maxTimesteps: 6)
            .Apply(Activation.Softplus, name: "positive")
            .Apply(Activation.Linear)
            .Gru(4)
            .From("gru").Apply(Activation.Sigmoid)
            .Build(LossKind.BinaryCrossentropy));
        models.Add(new ModelBuilder("MaskedPool", features: 0, maxTimesteps: 7)
            .Embedding(5, 4, maskZero: true)
            .Lstm(6, returnSequences: true, goBackwards: true)
            .Dense(9, Activation.Tanh)
            .Pool(PoolingKind.Max)
            .Dense(3)
            .Build(LossKind.SparseCategoricalCrossentropy, fromLogits: true));
        models.Add(new ModelBuilder("PoolBoth", features: 3, maxTimesteps: 6)
            .Bidirectional(5, MergeMode.Sum, returnSequences: true, name: "both")
            .Pool(PoolingKind.Average, "mean")
            .From("both").Pool(PoolingKind.Max, "max")
            .From("input").Pool(PoolingKind.Max, "input_max")
            .From("both", "input").Pool(PoolingKind.Average, "all")
            .From("mean", "max", "input_max", "all").Dense(4, Activation.Sigmoid)
            .Build(LossKind.MeanSquaredError));
        models.AddRange([RandomGraphs.Skips("Skips"), RandomGraphs.Residual("Residual"), RandomGraphs.Reversed("Reversed"), RandomGraphs.MaskedSkip("MaskedSkip"), RandomGraphs.Heads("Heads", lastOutputs: false), RandomGraphs.Heads("LastHeads", lastOutputs: true), RandomGraphs.Inputs("Inputs"), RandomGraphs.InputsBoth("InputsBoth"), RandomGraphs.Tokens("Tokens"), RandomGraphs.TokensBoth("TokensBoth"), RandomGraphs.MaskedTokens("MaskedTokens"), RandomGraphs.MaskedInput("MaskedInput"), RandomGraphs.Directions("Directions"), RandomGraphs.DirectionOutputs("DirectionOutputs"), RandomGraphs.OwnBackward("OwnBackward")]);
        models.AddRange(Names("Graph", 4 * s_scale).Select((name, i) =>
            RandomGraphs.Model(new Random(i), name, causal: i % 2 == 0, i % 2 == 0 ? LossKind.MeanSquaredError : LossKind.SparseCategoricalCrossentropy)));
        return models;
    }

    /// <summary>Every activation in turn, in cells of every kind and in dense layers; those whose derivative is kept also in gates.</summary>
    private static ModelDescription Activations(int index)
    {
        Activation[] kept = [Activation.Gelu, Activation.Silu, Activation.GeluTanh, Activation.Mish];
        Activation OfCell(int i) => RandomModels.OfCells[i % RandomModels.OfCells.Length];
        Activation OfGate(int i) => i % 3 == 0 ? kept[i / 3 % 4] : RandomModels.OfGates[5 * i % RandomModels.OfGates.Length];
        return new ModelBuilder($"Activation{index:00}", features: 3, maxTimesteps: 5) { Parameters = index % 2 == 0 ? RandomModels.Parameters : _ => default }
            .Dense(4, RandomModels.Elementwise[2 * index])
            .Bidirectional(5 + index, MergeMode.Ave, returnSequences: true, activation: OfCell(2 * index), recurrentActivation: OfGate(index), cell: (Cell)((index + 2) % 4))
            .Recurrent((Cell)(((3 * index) + 2) % 4), 19, returnSequences: index % 2 == 0, activation: OfCell((2 * index) + 1), recurrentActivation: OfGate(index + 1))
            .Dense(4, Activation.Softsign)
            .Dense(3, RandomModels.Elementwise[(2 * index) + 1])
            .Build(LossKind.MeanSquaredError);
    }

    private static Dictionary<string, ModelUnderTest> Create()
    {
        IReadOnlyList<ModelDescription> descriptions = Describe();
        IReadOnlyDictionary<string, CompiledModel> compiled = TestModelFactory.Compile(descriptions);
        var models = new Dictionary<string, ModelUnderTest>();
        foreach (ModelDescription description in descriptions)
        {
            Dictionary<string, float[]> values = RandomModels.Weights(new Random(models.Count), description);
            models.Add(description.Name, new ModelUnderTest(compiled[description.Name], values, RandomModels.Reference(description, values)));
        }

        return models;
    }
}
