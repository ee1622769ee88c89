using System;

namespace ModelGen;

/// <summary>Which value of an epoch a callback watches.</summary>
public enum MonitoredValue
{
    /// <summary>The loss on the validation data.</summary>
    ValidationLoss,

    /// <summary>The loss seen during the epoch.</summary>
    Loss,

    /// <summary>The metric on the validation data. Greater is better for accuracies, less for errors.</summary>
    ValidationMetric,

    /// <summary>The metric seen during the epoch. Greater is better for accuracies, less for errors.</summary>
    Metric,
}

/// <summary>Reads monitored values.</summary>
internal static class Monitored
{
    /// <summary>Checks at the start of training that there will be such a value.</summary>
    /// <exception cref="InvalidOperationException">There will not.</exception>
    public static void Require(this MonitoredValue value, TrainingContext context, string owner)
    {
        if (value is MonitoredValue.ValidationLoss or MonitoredValue.ValidationMetric && !context.HasValidation)
        {
            throw new InvalidOperationException(
                $"{context.ModelName}: {owner} watches {value}, but Fit has no validation data. Give it some (validation: …), or watch {nameof(MonitoredValue.Loss)} or {nameof(MonitoredValue.Metric)}.");
        }
    }

    public static double Of(this MonitoredValue value, TrainingContext context) => value switch
    {
        MonitoredValue.ValidationLoss => context.ValidationLoss!.Value,
        MonitoredValue.Loss => context.Loss,
        MonitoredValue.ValidationMetric => context.ValidationMetric!.Value,
        _ => context.Metric,
    };

    public static bool IsGreaterBetter(this MonitoredValue value, TrainingContext context)
        => value is MonitoredValue.Metric or MonitoredValue.ValidationMetric && context.MetricName.EndsWith("accuracy", StringComparison.Ordinal);

    public static MonitoredValue RequireDefined(MonitoredValue value, string name)
        => Enum.IsDefined(value) ? value : throw new ArgumentOutOfRangeException(name, value, $"{name} is not a {nameof(MonitoredValue)}.");
}
