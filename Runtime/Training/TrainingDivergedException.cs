using System;

namespace ModelGen;

/// <summary>
/// The loss, a gradient or a moving statistic became NaN or infinite. It is thrown before the weights are changed: they are those of the last good step.
/// </summary>
public sealed class TrainingDivergedException : ArithmeticException
{
    internal TrainingDivergedException(string message, long step, int? epoch, double loss, string? tensorName)
        : base(message)
    {
        Step = step;
        Epoch = epoch;
        Loss = loss;
        TensorName = tensorName;
    }

    /// <summary>The step, counted from 1: within the epoch in <c>Fit</c>, since the trainer's creation otherwise.</summary>
    public long Step { get; }

    /// <summary>The epoch, counted from 1; null outside <c>Fit</c>.</summary>
    public int? Epoch { get; }

    /// <summary>The step's loss.</summary>
    public double Loss { get; }

    /// <summary>The first tensor, in the order of the layers, whose gradient (or, for a moving statistic, next value) is not finite; null if all are.</summary>
    public string? TensorName { get; }
}
