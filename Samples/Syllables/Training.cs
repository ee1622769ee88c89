using System;
using System.Diagnostics;
using System.Threading;
using ModelGen;

namespace Syllables;

/// <summary>Trains the model, with a learning rate that rises at first and then falls along a cosine.</summary>
internal sealed class Training : IProgress<TrainingProgress>
{
    private const float PeakLearningRate = 6e-3f;
    private const double WarmUp = 0.05;

    private readonly SyllableCounter.Trainer _trainer;

    private Training(SyllableCounter.Trainer trainer) => _trainer = trainer;

    public static void Run(SyllableCounter.Weights weights, Dictionary words, Dictionary heldBack, Options options, CancellationToken cancellation)
    {
        Console.WriteLine($"training on {words.Words.Count:N0} words");
        using var trainer = new SyllableCounter.Trainer(
            weights,
            new Adam(PeakLearningRate) { ClipNorm = 1f },
            batchSize: 128,
            new TrainerOptions { Seed = options.Seed });
        var clock = Stopwatch.StartNew();

        // The held-back words are looked at for the curves alone: nothing is chosen by them.
        bool validates = options.CurvesPath is not null || options.LogsFolder is not null;
        TrainingHistory history = trainer.Fit(
            words.ToDataset(),
            options.Epochs,
            validation: validates ? heldBack.ToDataset() : null,
            progress: new Training(trainer),
            callbacks: options.LogsFolder is { } folder ? [new TensorBoard(folder) { EverySteps = 50 }] : null,
            cancellationToken: cancellation);
        Console.WriteLine($"trained for {clock.Elapsed.TotalSeconds:F1} s");
        if (options.CurvesPath is { } path)
        {
            Curves.Draw(history, path);
            Console.WriteLine($"curves in {path}");
        }
    }

    /// <summary>Called after every step, on the training thread: sets the rate of the next one.</summary>
    public void Report(TrainingProgress value)
    {
        ConsoleProgress.Default.Report(value);
        double done = (value.Epoch - 1 + ((double)value.Step / value.Steps)) / value.Epochs;
        double factor = done < WarmUp ? done / WarmUp : 0.5 * (1 + Math.Cos(Math.PI * (done - WarmUp) / (1 - WarmUp)));
        _trainer.Optimizer.LearningRate = (float)(PeakLearningRate * Math.Max(factor, 1e-3));
    }
}
