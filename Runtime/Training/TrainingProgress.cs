using System;

namespace ModelGen;

/// <summary>Where training stands: reported after every step, and once more at the end of every epoch.</summary>
public readonly record struct TrainingProgress
{
    /// <summary>The epoch in progress, from 1.</summary>
    public int Epoch { get; init; }

    /// <summary>Epochs of this <c>Fit</c>.</summary>
    public int Epochs { get; init; }

    /// <summary>Steps finished in this epoch.</summary>
    public int Step { get; init; }

    /// <summary>Steps of an epoch; 0 where nobody knows: a generator without <see cref="SequenceGenerator{TInput}.RowsPerEpoch"/>.</summary>
    public int Steps { get; init; }

    /// <summary>Mean loss of the epoch so far.</summary>
    public double Loss { get; init; }

    /// <summary>Mean metric of the epoch so far.</summary>
    public double Metric { get; init; }

    /// <summary>What the metric is: <c>accuracy</c>, <c>binary_accuracy</c> or <c>mean_absolute_error</c>.</summary>
    public string MetricName { get; init; }

    /// <summary>Rows trained on per second in this epoch.</summary>
    public double ExamplesPerSecond { get; init; }

    /// <summary>Time since <c>Fit</c> began.</summary>
    public TimeSpan Elapsed { get; init; }

    /// <summary>Time that the remaining steps of all epochs will take at the pace so far; zero where nobody knows their number.</summary>
    public TimeSpan Remaining { get; init; }

    /// <summary>Time since the epoch began.</summary>
    public TimeSpan EpochElapsed { get; init; }

    /// <summary>Time that the remaining steps of this epoch will take at the pace so far; zero where nobody knows their number.</summary>
    public TimeSpan EpochRemaining { get; init; }

    /// <summary>The epoch is over, validation included.</summary>
    public bool IsEpochEnd { get; init; }

    /// <summary>Loss on the validation data; only at the end of an epoch, and only if there is such data.</summary>
    public double? ValidationLoss { get; init; }

    /// <summary>Metric on the validation data; only at the end of an epoch, and only if there is such data.</summary>
    public double? ValidationMetric { get; init; }
}
