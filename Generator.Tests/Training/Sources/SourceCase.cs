using System;
using System.Collections.Generic;
using System.Linq;
using System.Reflection;
using ModelGen.Tests.Models;

namespace ModelGen.Tests.Training;

/// <summary>Data of one kind, and what trains on it.</summary>
internal abstract record SourceCase(string Name)
{
    private const int Count = 45, Timesteps = 6;

    private static readonly int[] s_lengths = [.. Enumerable.Range(0, Count).Select(row => (row * 5 % (Timesteps + 1)) is var length && row % 11 == 0 ? Timesteps : length)];

    private static readonly Lazy<Assembly> s_assembly = new(() => TestModelFactory.CompileAssembly(
        """
        using ModelGen;

        namespace Sources;

        /// <summary>Rows longer than it takes.</summary>
        [Model(Features = 3, MaxTimesteps = 4)] [Lstm(5, ReturnSequences = true)] [Dense(2)]
        [Loss(LossKind.MeanSquaredError)]
        public sealed partial class Pieces;

        /// <summary>Labels, and dropout.</summary>
        [Model(Features = 3, MaxTimesteps = 7)] [Gru(5, ReturnSequences = true, Dropout = 0.3)] [Dense(4)]
        [Loss(LossKind.Ctc, FromLogits = true, ZeroInfinity = true)]
        public sealed partial class Labelled;

        /// <summary>Targets of three timesteps.</summary>
        [Model(MaxTimesteps = 6)] [Embedding(7, 4, MaskZero = true)] [Gru(5)] [RepeatVector(3)] [Gru(4, ReturnSequences = true)] [Dense(5)]
        [Loss(LossKind.SparseCategoricalCrossentropy, FromLogits = true)]
        public sealed partial class Echo;
        """));

    public static readonly SourceCase[] All =
    [
        new Of<float>("classes", Classes(), (weights, options) => new DenseTrainer<float>(Dense(weights), LossKind.SparseCategoricalCrossentropy, true, new Adam(0.02f), 16, options) { Dropout = 0.3f }, DenseModel.OfFeatures(3, Timesteps, 2)),
        new Of<int>("masked ids", Tags(), (weights, options) => new DenseTrainer<int>(Dense(weights), LossKind.SparseCategoricalCrossentropy, true, new Sgd(0.1f, 0.9f), 8, options), DenseModel.OfIds(7, Timesteps, 5, sequences: true, maskZero: true)),
        Compiled("pieces of long rows", "Pieces", LongRows()),
        Compiled("labels", "Labelled", Labels()),
        Compiled("targets of their own timesteps", "Echo", Echoes()),
    ];

    public static SourceCase Named(string name) => All.Single(c => c.Name == name);

    /// <summary>Writes the data to a file.</summary>
    public abstract void Write(string path);

    /// <summary>Trains on the arrays, and validates with some of them.</summary>
    public abstract Trained OnArrays(Options options);

    /// <summary>Trains on the file, and validates with a file.</summary>
    public abstract Trained OnFile(string path, Options options);

    /// <summary>Trains on a generator, and validates with one.</summary>
    public abstract Trained OnGenerator(Options options, int? rowsPerEpoch = Count, int shuffleBuffer = 1024);

    private static DenseWeights Dense(ModelWeights weights) => (DenseWeights)weights;

    private static Of<TInput> Compiled<TInput>(string name, string model, SequenceDataset<TInput> data)
        where TInput : unmanaged
        => new(
            name,
            data,
            (weights, options) => (ModelTrainer<TInput>)Activator.CreateInstance(s_assembly.Value.GetType($"Sources.{model}+Trainer")!, weights, new Adam(0.01f), 8, options)!,
            model);

    private static SequenceDataset<float> Classes()
        => new(TestRows.Features(Count * Timesteps * 3, 1), Count, Timesteps, TestRows.Integers(Count, 2, 2), s_lengths, Enumerable.Range(0, Count).Select(row => 0.2f * (row % 6)).ToArray());

    private static SequenceDataset<int> Tags()
        => new(TestRows.Integers(Count * Timesteps, 7, 3), Count, Timesteps, TestRows.Integers(Count * Timesteps, 5, 4), s_lengths, TestRows.Integers(Count * Timesteps, 5, 5).Select(w => 0.25f * w).ToArray());

    private static SequenceDataset<float> LongRows()
        => new(TestRows.Features(Count * 11 * 3, 1), Count, 11, TestRows.Features(Count * 11 * 2, 2), s_lengths.Select(l => l * 11 / Timesteps).ToArray(), TestRows.Integers(Count * 11, 5, 5).Select(w => 0.25f * w).ToArray(), targetsPerTimestep: true);

    private static SequenceDataset<float> Labels()
        => new(
            TestRows.Features(Count * Timesteps * 3, 1),
            Count,
            Timesteps,
            LabelSequences.FromRows([.. s_lengths.Select((length, row) => TestRows.Integers(Math.Min(length, row % 4), 3, row).Select(label => label + 1).ToArray())]),
            s_lengths,
            Enumerable.Range(0, Count).Select(row => 0.5f + (0.1f * (row % 3))).ToArray());

    private static SequenceDataset<int> Echoes()
        => new(TestRows.Integers(Count * Timesteps, 7, 3), Count, Timesteps, TestRows.Integers(Count * 3, 5, 4), s_lengths, TestRows.Integers(Count * 3, 5, 5).Select(w => 0.25f * w).ToArray(), targetTimesteps: 3);

    /// <summary>How to train.</summary>
    public sealed record Options(bool Shuffle = false, int Prefetched = 2, int Threads = 1, int Epochs = 3, string? Checkpoint = null, int CancelAfter = int.MaxValue)
    {
        public override string ToString() => $"{(Shuffle ? "shuffled" : "in order")}, {Prefetched} ahead, {Threads} threads";
    }

    /// <summary>What came of it.</summary>
    public sealed record Trained(float[] Weights, TrainingHistory? History, EvaluationResult Evaluated);

    private sealed record Of<TInput>(string Name, SequenceDataset<TInput> Data, Func<ModelWeights, TrainerOptions, ModelTrainer<TInput>> Create, object Model) : SourceCase(Name)
        where TInput : unmanaged
    {
        public override void Write(string path)
        {
            using var writer = new SequenceFileWriter<TInput>(path, Data.Format);
            writer.Append(Data.Slice(0, 20));
            foreach (SequenceRow<TInput> row in Rows().Skip(20))
            {
                writer.Append(row);
            }

            writer.Finish();
        }

        public override Trained OnArrays(Options options) => Train(Data, Data, options);

        public override Trained OnFile(string path, Options options)
        {
            using var file = new SequenceFile<TInput>(path);
            return Train(file, file, options);
        }

        public override Trained OnGenerator(Options options, int? rowsPerEpoch, int shuffleBuffer)
        {
            var generator = new SequenceGenerator<TInput>(Data.Format, _ => Reusing(Rows())) { RowsPerEpoch = rowsPerEpoch, ShuffleBuffer = shuffleBuffer };
            return Train(generator, generator, options);
        }

        private Trained Train(SequenceSource<TInput> train, SequenceSource<TInput> validation, Options options)
        {
            ModelWeights weights = Model is DenseModel dense
                ? dense.CreateWeights()
                : (ModelWeights)s_assembly.Value.GetType($"Sources.{Model}+Weights")!.GetMethod("Create", [typeof(ulong)])!.Invoke(null, [3UL])!;
            var trainerOptions = new TrainerOptions { Seed = 4, Threads = options.Threads, PrefetchedBatches = options.Prefetched, CarryStates = Name.Contains("long", StringComparison.Ordinal), AccumulatedSteps = Name == "labels" ? 2 : 1 };
            using ModelTrainer<TInput> trainer = Create(weights, trainerOptions);
            TrainingHistory? history = null;
            using var cancellation = new System.Threading.CancellationTokenSource();
            TrainingCallback[] callbacks = options.Checkpoint is null ? [] : [new Checkpoint(options.Checkpoint) { EverySteps = 1 }, new Cancelling(cancellation, options.CancelAfter)];
            try
            {
                history = trainer.Fit(train, options.Epochs, validation, shuffle: options.Shuffle, callbacks: callbacks, cancellationToken: cancellation.Token);
            }
            catch (OperationCanceledException) when (options.Checkpoint is not null)
            {
            }

            return new Trained(weights.Packed.Span.ToArray(), history, trainer.Evaluate(validation));
        }

        private IEnumerable<SequenceRow<TInput>> Rows()
        {
            for (int row = 0; row < Data.Count; row++)
            {
                int length = Data.LengthOf(row);
                TInput[] inputs = Data.Inputs(row)[..(length * Data.Features)].ToArray();
                int targets = Data.Format.TargetsOf(length);
                float[] weights = Data.HasTimestepWeights ? Data.TimestepWeights(row)[..Data.Format.WeightsOf(length)].ToArray() : [];
                yield return Data.Format switch
                {
                    { Targets: TargetKind.Labels } => new SequenceRow<TInput>(inputs, Data.Labels(row).ToArray()) { SampleWeight = Data.SampleWeight(row) },
                    { Targets: TargetKind.Values } => new SequenceRow<TInput>(inputs, Data.Targets(row)[..targets].ToArray()) { SampleWeight = Data.SampleWeight(row), TimestepWeights = weights },
                    { TargetsPerTimestep: true } => new SequenceRow<TInput>(inputs, Data.ClassIds(row)[..targets].ToArray()) { SampleWeight = Data.SampleWeight(row), TimestepWeights = weights },
                    _ => new SequenceRow<TInput>(inputs, Data.ClassIds(row)[0]) { SampleWeight = Data.SampleWeight(row), TimestepWeights = weights },
                };
            }
        }

        /// <summary>The same rows, each in the memory of the one before.</summary>
        private IEnumerable<SequenceRow<TInput>> Reusing(IEnumerable<SequenceRow<TInput>> rows)
        {
            var memory = new TInput[Data.Timesteps * Data.Features];
            foreach (SequenceRow<TInput> row in rows)
            {
                row.Inputs.CopyTo(memory);
                var inputs = memory.AsMemory(0, row.Inputs.Length);
                var ids = new int[row.TargetIds.Length];
                row.TargetIds.CopyTo(ids);
                yield return row.Kind == TargetKind.Values
                    ? new SequenceRow<TInput>(inputs, row.TargetValues) { SampleWeight = row.SampleWeight, TimestepWeights = row.TimestepWeights }
                    : new SequenceRow<TInput>(inputs, ids) { SampleWeight = row.SampleWeight, TimestepWeights = row.TimestepWeights };
            }
        }
    }

    private sealed class Cancelling(System.Threading.CancellationTokenSource source, int steps) : TrainingCallback
    {
        public override void OnBatchEnd(TrainingContext context)
        {
            if (context.TotalSteps >= steps)
            {
                source.Cancel();
            }
        }
    }
}
