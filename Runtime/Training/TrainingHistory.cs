using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;

namespace ModelGen;

/// <summary>What one call of <c>Fit</c> achieved, epoch by epoch.</summary>
public sealed class TrainingHistory
{
    internal TrainingHistory(string metricName, IReadOnlyList<EpochResult> epochs)
    {
        MetricName = metricName;
        Epochs = epochs;
    }

    /// <summary>What the metric is: <c>accuracy</c>, <c>binary_accuracy</c> or <c>mean_absolute_error</c>.</summary>
    public string MetricName { get; }

    /// <summary>The epochs in order.</summary>
    public IReadOnlyList<EpochResult> Epochs { get; }

    /// <summary>Why a callback stopped training before its last epoch; null if none did.</summary>
    public string? StopReason { get; internal init; }

    /// <summary>A line for each epoch, such as <c>epoch 1/20  loss 0.4913  accuracy 0.8750  val_loss 0.5122  val_accuracy 0.8610  1.3 s</c>.</summary>
    public override string ToString() => string.Join(Environment.NewLine, Epochs.Select(epoch =>
    {
        string validation = epoch is { ValidationLoss: { } loss, ValidationMetric: { } metric }
            ? string.Create(CultureInfo.InvariantCulture, $"  val_loss {loss:G5}  val_{MetricName} {metric:F4}")
            : string.Empty;
        return string.Create(CultureInfo.InvariantCulture, $"epoch {epoch.Epoch}/{Epochs.Count}  loss {epoch.Loss:G5}  {MetricName} {epoch.Metric:F4}{validation}  {epoch.Seconds:F1} s");
    }));
}

/// <summary>One epoch. Loss and metric are those seen during the epoch, while the weights were changing.</summary>
/// <param name="Epoch">Number of the epoch, from 1.</param>
/// <param name="Loss">Mean training loss.</param>
/// <param name="Metric">Mean training metric.</param>
/// <param name="ValidationLoss">Mean loss on the validation data after the epoch; null without such data.</param>
/// <param name="ValidationMetric">Mean metric on the validation data after the epoch; null without such data.</param>
/// <param name="Seconds">Time the epoch took, validation included.</param>
public readonly record struct EpochResult(
    int Epoch,
    double Loss,
    double Metric,
    double? ValidationLoss,
    double? ValidationMetric,
    double Seconds);

/// <summary>How well the weights do on a data set.</summary>
/// <param name="Loss">Σ loss·weight over the number of elements (rows, or timesteps of models that return sequences); 0 if there are none.</param>
/// <param name="Metric">Mean metric, whatever the weights; see <c>MetricName</c>.</param>
/// <param name="MetricName">What the metric is.</param>
/// <param name="Elements">Elements that were counted: those that are neither masked nor beyond a row's length.</param>
public readonly record struct EvaluationResult(double Loss, double Metric, string MetricName, long Elements);
