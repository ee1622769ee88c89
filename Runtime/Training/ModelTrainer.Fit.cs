using System;
using System.Diagnostics;
using System.Threading;
using ModelGen.CompilerServices;

namespace ModelGen;

public abstract partial class ModelTrainer<TInput>
{
    // Epochs begun by all calls of Fit, so that fitting twice for one epoch does the same as fitting once for two.
    private ulong _epochsBegun;

    /// <summary>Trains on a data set.</summary>
    /// <param name="train">The rows to train on. Data with fewer timesteps than MaxTimesteps are padded.</param>
    /// <param name="epochs">How often each row is visited.</param>
    /// <param name="validation">Rows to evaluate with after every epoch, or null.</param>
    /// <param name="progress">Told after every step and every epoch, on this thread; e.g. <see cref="ConsoleProgress.Default"/>.</param>
    /// <param name="shuffle">Visit the rows in another random order in every epoch, rather than in theirs.</param>
    /// <param name="cancellationToken">Ends training between two steps.</param>
    /// <returns>Loss and metric of every epoch.</returns>
    /// <exception cref="ArgumentException">A data set does not fit the model, or a value is not valid; nothing was changed.</exception>
    /// <exception cref="TrainingDivergedException">Loss or gradient became NaN or infinite; the weights are those of the last good step.</exception>
    /// <exception cref="OperationCanceledException">Training was cancelled; the weights are those of the last finished step, and the trainer can go on.</exception>
    public TrainingHistory Fit(
        SequenceDataset<TInput> train,
        int epochs,
        SequenceDataset<TInput>? validation = null,
        IProgress<TrainingProgress>? progress = null,
        bool shuffle = true,
        CancellationToken cancellationToken = default)
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        ArgumentNullException.ThrowIfNull(train);
        if (epochs < 1)
        {
            throw new ArgumentOutOfRangeException(nameof(epochs), epochs, $"{_shape.ModelName}: epochs must be at least 1, it is {epochs}.");
        }

        CheckDataset(train, nameof(train));
        int[] validationOrder = [];
        if (validation is not null)
        {
            CheckDataset(validation, nameof(validation));
            validationOrder = InOrder(validation.Count);
        }

        int[] order = InOrder(train.Count);
        var results = new EpochResult[epochs];
        var clock = new FitClock(epochs, (train.Count + BatchSize - 1) / BatchSize);
        for (int epoch = 1; epoch <= epochs; epoch++)
        {
            clock.BeginEpoch();
            if (shuffle)
            {
                Renumber(order);
                CounterRandom.Shuffle(CounterRandom.DeriveKey(_shuffleKey, _epochsBegun), order.AsSpan());
            }

            _epochsBegun++;
            StepTotals totals = RunEpoch(train, order, epoch, clock, progress, cancellationToken);
            double rate = clock.Rate(order.Length);
            StepTotals? validated = validation is null ? null : RunEvaluation(validation, validationOrder, cancellationToken);
            results[epoch - 1] = new EpochResult(
                epoch, totals.MeanLoss, totals.MeanMetric, validated?.MeanLoss, validated?.MeanMetric, clock.EpochElapsed.TotalSeconds);
            progress?.Report(clock.Progress(epoch, clock.Steps, order.Length, totals.MeanLoss, totals.MeanMetric, MetricName) with
            {
                IsEpochEnd = true,
                ExamplesPerSecond = rate,
                ValidationLoss = validated?.MeanLoss,
                ValidationMetric = validated?.MeanMetric,
            });
        }

        return new TrainingHistory(MetricName, Array.AsReadOnly(results));
    }

    /// <summary>Loss and metric of a data set, without dropout. The weights are not changed.</summary>
    /// <exception cref="ArgumentException">The data set does not fit the model, or a value is not valid.</exception>
    /// <exception cref="OperationCanceledException">Evaluation was cancelled.</exception>
    public EvaluationResult Evaluate(SequenceDataset<TInput> data, CancellationToken cancellationToken = default)
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        ArgumentNullException.ThrowIfNull(data);
        CheckDataset(data, nameof(data));
        StepTotals totals = RunEvaluation(data, InOrder(data.Count), cancellationToken);
        return new EvaluationResult(totals.MeanLoss, totals.MeanMetric, MetricName, totals.Elements);
    }

    private StepTotals RunEpoch(
        SequenceDataset<TInput> train,
        int[] order,
        int epoch,
        FitClock clock,
        IProgress<TrainingProgress>? progress,
        CancellationToken cancellationToken)
    {
        StepTotals totals = default;
        int rowsDone = 0;
        for (int step = 1; step <= clock.Steps; step++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            int rowCount = Math.Min(BatchSize, order.Length - rowsDone);
            Enter();
            try
            {
                Gather(train, order.AsSpan(rowsDone, rowCount));
                totals.Add(TrainStep(epoch, step));
            }
            finally
            {
                Leave();
            }

            rowsDone += rowCount;
            progress?.Report(clock.Progress(epoch, step, rowsDone, totals.MeanLoss, totals.MeanMetric, MetricName));
        }

        return totals;
    }

    private StepTotals RunEvaluation(SequenceDataset<TInput> data, int[] order, CancellationToken cancellationToken)
    {
        StepTotals totals = default;
        for (int start = 0; start < order.Length; start += BatchSize)
        {
            cancellationToken.ThrowIfCancellationRequested();
            Enter();
            try
            {
                Gather(data, order.AsSpan(start, Math.Min(BatchSize, order.Length - start)));
                totals.Add(RunBatch(StepKind.Evaluate, dropout: false));
            }
            finally
            {
                Leave();
            }
        }

        return totals;
    }

    private static int[] InOrder(int count)
    {
        int[] order = new int[count];
        Renumber(order);
        return order;
    }

    private static void Renumber(int[] order)
    {
        for (int i = 0; i < order.Length; i++)
        {
            order[i] = i;
        }
    }

    /// <summary>The times of one call of Fit.</summary>
    private sealed class FitClock(int epochs, int steps)
    {
        private readonly long _start = Stopwatch.GetTimestamp();
        private long _epochStart;

        public int Steps => steps;

        public TimeSpan EpochElapsed => Stopwatch.GetElapsedTime(_epochStart);

        public void BeginEpoch() => _epochStart = Stopwatch.GetTimestamp();

        public double Rate(int rows) => Rate(rows, EpochElapsed);

        public TrainingProgress Progress(int epoch, int step, int rowsDone, double loss, double metric, string metricName)
        {
            long now = Stopwatch.GetTimestamp();
            TimeSpan elapsed = Stopwatch.GetElapsedTime(_start, now);
            TimeSpan epochElapsed = Stopwatch.GetElapsedTime(_epochStart, now);
            long stepsDone = ((epoch - 1L) * steps) + step;
            return new TrainingProgress
            {
                Epoch = epoch,
                Epochs = epochs,
                Step = step,
                Steps = steps,
                Loss = loss,
                Metric = metric,
                MetricName = metricName,
                ExamplesPerSecond = Rate(rowsDone, epochElapsed),
                Elapsed = elapsed,
                Remaining = elapsed * (((double)epochs * steps) - stepsDone) / stepsDone,
                EpochElapsed = epochElapsed,
                EpochRemaining = epochElapsed * (double)(steps - step) / step,
            };
        }

        private static double Rate(int rows, TimeSpan time) => time > TimeSpan.Zero ? rows / time.TotalSeconds : 0.0;
    }
}
