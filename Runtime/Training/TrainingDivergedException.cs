using System;

namespace ModelGen;

/// <summary>
/// The loss, a gradient or a moving statistic became NaN or infinite. It is thrown before the weights are changed: they are those of the last good step.
/// </summary>
public sealed class TrainingDivergedException : ArithmeticException
{
    private string? _detail;

    internal TrainingDivergedException(string message, long step, int? epoch, double loss, string? tensorName, string? layerName)
        : base(message)
    {
        Step = step;
        Epoch = epoch;
        Loss = loss;
        TensorName = tensorName;
        LayerName = layerName;
    }

    /// <inheritdoc/>
    public override string Message => _detail is null ? base.Message : $"{base.Message} {_detail}";

    /// <summary>The step, counted from 1: within the epoch in <c>Fit</c>, since the trainer's creation otherwise.</summary>
    public long Step { get; }

    /// <summary>The epoch, counted from 1; null outside <c>Fit</c>.</summary>
    public int? Epoch { get; }

    /// <summary>The step's loss.</summary>
    public double Loss { get; }

    /// <summary>The first tensor, in the order of the layers, whose gradient (or update, value, or, for a moving statistic, next value) is not finite; null if all are.</summary>
    public string? TensorName { get; }

    /// <summary>
    /// The layer that went first. A weight that is not finite: its layer. Finite outputs: the layer nearest to the loss whose gradient is not
    /// finite, for gradients flow backwards. Outputs that are not finite: null, unless <see cref="NanGuard"/> looked into the forward pass.
    /// </summary>
    public string? LayerName { get; private set; }

    internal void Locate(string layerName, string detail)
    {
        LayerName = layerName;
        _detail = detail;
    }
}
