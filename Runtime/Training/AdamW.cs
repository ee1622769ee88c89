using System;

namespace ModelGen;

/// <summary>
/// Adam with decoupled weight decay (Loshchilov and Hutter, arXiv 1711.05101) in Keras' form:
/// w −= w·decay·lr, then Adam's update. Every tensor decays, biases too, unless <see cref="DecayBiases"/> is false.
/// </summary>
public sealed class AdamW : Adam
{
    private readonly float _weightDecay;

    /// <summary>Creates the optimiser.</summary>
    /// <param name="learningRate">Step size.</param>
    /// <param name="beta1">Decay of the mean of the gradients: 0 to less than 1.</param>
    /// <param name="beta2">Decay of the mean of their squares: 0 to less than 1.</param>
    /// <param name="epsilon">Added to √v: greater than 0.</param>
    /// <param name="weightDecay">Share of each weight, times the learning rate, that is taken off per step.</param>
    /// <exception cref="ArgumentOutOfRangeException">A parameter is out of its range or NaN.</exception>
    public AdamW(float learningRate = 0.001f, float beta1 = 0.9f, float beta2 = 0.999f, float epsilon = 1e-7f, float weightDecay = 0.004f)
        : base(learningRate, beta1, beta2, epsilon)
    {
        _weightDecay = RequireFinite(weightDecay, nameof(weightDecay));
    }

    /// <summary>PyTorch's form of <see cref="Adam.PyTorch"/>, and its defaults.</summary>
    /// <inheritdoc cref="AdamW(float, float, float, float, float)" path="/param|/exception"/>
    public static AdamW PyTorch(float learningRate = 0.001f, float beta1 = 0.9f, float beta2 = 0.999f, float epsilon = 1e-8f, float weightDecay = 0.01f)
        => new(learningRate, beta1, beta2, epsilon, weightDecay) { CorrectsBiasFirst = true };

    /// <summary>Weight decay covers everything, as in Keras and PyTorch; false for kernels and embeddings only, not biases, gains and shifts.</summary>
    public bool DecayBiases { get; init; } = true;

    internal override bool DecaysBiases => DecayBiases;

    private protected override float DecayRate => _weightDecay;

    private protected override string Settings => DecayBiases ? base.Settings : $"{base.Settings} of kernels";
}
