using System;
using System.Globalization;
using System.IO;
using System.Linq;

namespace ModelGen.TrainingHost;

/// <summary>Everything that a checkpoint has to remember: dropout, batch normalisation, ids of mixed lengths.</summary>
[Model(Features = 3, MaxTimesteps = 6)]
[Lstm(5, ReturnSequences = true, Dropout = 0.2, RecurrentDropout = 0.1)]
[BatchNormalization]
[Gru(4)]
[Dropout(0.25)]
[Dense(2)]
[Loss(LossKind.SparseCategoricalCrossentropy, FromLogits = true)]
internal sealed partial class Interrupted;

/// <summary>Trains with a checkpoint after every second step, says so, and leaves the result's bits in a file.</summary>
internal static class Program
{
    private static void Main(string[] args)
    {
        string folder = args[0];
        var weights = Interrupted.Weights.Create(3);

        // Another seed each time: what a checkpoint holds must win.
        ulong seed = ulong.Parse(args[1], CultureInfo.InvariantCulture);
        using var trainer = new Interrupted.Trainer(weights, new Adam(0.01f) { ClipNorm = 1f }, batchSize: 8, new TrainerOptions { Seed = seed, Threads = 2 });
        string checkpoint = Path.Combine(folder, "run.checkpoint");
        if (!File.Exists(checkpoint))
        {
            // The first process decides the seed: a run that is killed before its first step must not start with another.
            trainer.SaveCheckpoint(checkpoint);
        }

        TrainingHistory history = trainer.Fit(
            Rows(44, 1),
            epochs: 6,
            validation: Rows(12, 7),
            progress: new Lines(),
            callbacks:
            [
                new EarlyStopping(patience: 50),
                new ReduceOnPlateau(0.5, patience: 1),
                new CsvLog(Path.Combine(folder, "log.csv")),
                new Checkpoint(checkpoint) { EverySteps = 2 },
            ]);
        string result = Path.Combine(folder, "result");
        File.WriteAllText(result + ".part", string.Join(
            '\n',
            [
                string.Join(' ', weights.Packed.Span.ToArray().Select(BitConverter.SingleToInt32Bits)),
                .. history.Epochs.Select(e => string.Create(CultureInfo.InvariantCulture, $"{e.Epoch} {e.Loss:R} {e.Metric:R} {e.ValidationLoss:R} {e.ValidationMetric:R}")),
                .. File.ReadLines(Path.Combine(folder, "log.csv")).Select(l => l[..l.LastIndexOf(',')]),
                string.Create(CultureInfo.InvariantCulture, $"{trainer.Steps} {trainer.Optimizer.LearningRate:R}"),
            ]));
        File.Move(result + ".part", result);
    }

    private static SequenceDataset<float> Rows(int count, int seed)
    {
        const int Length = Interrupted.MaxTimesteps * Interrupted.Features;
        var random = new Random(seed);
        float[] x = [.. Enumerable.Range(0, count * Length).Select(_ => (random.NextSingle() * 2f) - 1f)];
        int[] lengths = [.. Enumerable.Range(0, count).Select(row => (row % Interrupted.MaxTimesteps) + 1)];
        int[] classes = [.. Enumerable.Range(0, count).Select(row => x[row * Length] > 0f ? 1 : 0)];
        return new SequenceDataset<float>(x, count, Interrupted.MaxTimesteps, classes, lengths);
    }

    private sealed class Lines : IProgress<TrainingProgress>
    {
        public void Report(TrainingProgress value)
        {
            Console.Out.WriteLine(value.Step);
            Console.Out.Flush();
        }
    }
}
