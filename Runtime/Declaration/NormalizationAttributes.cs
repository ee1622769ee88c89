using System;

namespace ModelGen;

/// <summary>
/// Normalises each row (of a sequence: each timestep) over its features, Keras' LayerNormalization over the last axis (Ba, Kiros and Hinton, 2016):
/// y = (x − μ) / √(σ² + Epsilon) · gamma + beta, with the mean μ and the variance σ² of the row's own features.
/// Reads <c>[Features]</c> or <c>[T, Features]</c> and keeps that shape. The same at training and at inference.
/// </summary>
[AttributeUsage(AttributeTargets.Class, AllowMultiple = true, Inherited = false)]
public sealed class LayerNormalizationAttribute : WeightedLayerAttribute
{
    /// <summary>Added to the variance, so that features that are all equal do not divide by 0. Default 0.001, as in Keras; PyTorch has 0.00001.</summary>
    public double Epsilon { get; set; } = 1e-3;

    /// <summary>Add beta <c>[Features]</c>. Default true.</summary>
    public bool Center { get; set; } = true;

    /// <summary>Multiply by gamma <c>[Features]</c>. Default true.</summary>
    public bool Scale { get; set; } = true;

    /// <summary>Initialiser of gamma <c>[Features]</c>. Default: ones.</summary>
    public Initializer GammaInitializer { get; set; }

    /// <summary>Initialiser of beta <c>[Features]</c>. Default: zeros.</summary>
    public Initializer BetaInitializer { get; set; }

    /// <summary>Half the interval of a uniform, the standard deviation of a normal initialiser of gamma. Default 0.05.</summary>
    public double GammaInitializerScale { get; set; }

    /// <summary>The middle of a uniform or normal initialiser of gamma, or the value of a constant one. Default 0.</summary>
    public double GammaInitializerMean { get; set; }

    /// <summary>Half the interval of a uniform, the standard deviation of a normal initialiser of beta. Default 0.05.</summary>
    public double BetaInitializerScale { get; set; }

    /// <summary>The middle of a uniform or normal initialiser of beta, or the value of a constant one. Default 0.</summary>
    public double BetaInitializerMean { get; set; }

    /// <summary>Weight of Σ|w| of gamma in the loss. Default 0.</summary>
    public double GammaL1 { get; set; }

    /// <summary>Weight of Σw² of gamma in the loss. Default 0.</summary>
    public double GammaL2 { get; set; }

    /// <summary>Weight of Σ|w| of beta in the loss. Default 0.</summary>
    public double BetaL1 { get; set; }

    /// <summary>Weight of Σw² of beta in the loss. Default 0.</summary>
    public double BetaL2 { get; set; }

    /// <summary>What holds for gamma after every update. Default none.</summary>
    public WeightConstraint GammaConstraint { get; set; }

    /// <summary>What holds for beta after every update. Default none.</summary>
    public WeightConstraint BetaConstraint { get; set; }
}

/// <summary>
/// Normalises each feature over the batch, Keras' BatchNormalization over the last axis (Ioffe and Szegedy, 2015):
/// y = (x − μ) / √(σ² + Epsilon) · gamma + beta. Reads <c>[Features]</c> or <c>[T, Features]</c> and keeps that shape.
/// </summary>
/// <remarks>
/// In training μ and σ² are mean and variance (not Bessel's) of the batch's active timesteps, or of its rows with at least one; masked timesteps, and those beyond a row's length, do
/// not count. After every step <c>moving = moving · Momentum + batch · (1 − Momentum)</c>; at inference, in evaluation and in validation these
/// moving statistics are μ and σ². At inference a layer that only dense layers read is folded into their weights, which an instance then
/// keeps as they were when it was made.
/// </remarks>
[AttributeUsage(AttributeTargets.Class, AllowMultiple = true, Inherited = false)]
public sealed class BatchNormalizationAttribute : WeightedLayerAttribute
{
    /// <summary>The share of the moving statistics that a step keeps, 0 to 1. Default 0.99, as in Keras; PyTorch has 0.9 and calls it a momentum of 0.1.</summary>
    public double Momentum { get; set; } = 0.99;

    /// <summary>Added to the variance, so that a feature that is always the same does not divide by 0. Default 0.001, as in Keras; PyTorch has 0.00001.</summary>
    public double Epsilon { get; set; } = 1e-3;

    /// <summary>Add beta <c>[Features]</c>. Default true.</summary>
    public bool Center { get; set; } = true;

    /// <summary>Multiply by gamma <c>[Features]</c>. Default true.</summary>
    public bool Scale { get; set; } = true;

    /// <summary>Initialiser of gamma <c>[Features]</c>. Default: ones.</summary>
    public Initializer GammaInitializer { get; set; }

    /// <summary>Initialiser of beta <c>[Features]</c>. Default: zeros.</summary>
    public Initializer BetaInitializer { get; set; }

    /// <summary>Half the interval of a uniform, the standard deviation of a normal initialiser of gamma. Default 0.05.</summary>
    public double GammaInitializerScale { get; set; }

    /// <summary>The middle of a uniform or normal initialiser of gamma, or the value of a constant one. Default 0.</summary>
    public double GammaInitializerMean { get; set; }

    /// <summary>Half the interval of a uniform, the standard deviation of a normal initialiser of beta. Default 0.05.</summary>
    public double BetaInitializerScale { get; set; }

    /// <summary>The middle of a uniform or normal initialiser of beta, or the value of a constant one. Default 0.</summary>
    public double BetaInitializerMean { get; set; }

    /// <summary>Initialiser of the moving mean <c>[Features]</c>. Default: zeros.</summary>
    public Initializer MovingMeanInitializer { get; set; }

    /// <summary>Half the interval of a uniform, the standard deviation of a normal initialiser of the moving mean. Default 0.05.</summary>
    public double MovingMeanInitializerScale { get; set; }

    /// <summary>The middle of a uniform or normal initialiser of the moving mean, or the value of a constant one. Default 0.</summary>
    public double MovingMeanInitializerMean { get; set; }

    /// <summary>Initialiser of the moving variance <c>[Features]</c>, which draws nothing below 0. Default: ones.</summary>
    public Initializer MovingVarianceInitializer { get; set; }

    /// <summary>Half the interval of a uniform, the standard deviation of a normal initialiser of the moving variance. Default 0.05.</summary>
    public double MovingVarianceInitializerScale { get; set; }

    /// <summary>The middle of a uniform or normal initialiser of the moving variance, or the value of a constant one. Default 0.</summary>
    public double MovingVarianceInitializerMean { get; set; }

    /// <summary>Weight of Σ|w| of gamma in the loss. Default 0.</summary>
    public double GammaL1 { get; set; }

    /// <summary>Weight of Σw² of gamma in the loss. Default 0.</summary>
    public double GammaL2 { get; set; }

    /// <summary>Weight of Σ|w| of beta in the loss. Default 0.</summary>
    public double BetaL1 { get; set; }

    /// <summary>Weight of Σw² of beta in the loss. Default 0.</summary>
    public double BetaL2 { get; set; }

    /// <summary>What holds for gamma after every update. Default none.</summary>
    public WeightConstraint GammaConstraint { get; set; }

    /// <summary>What holds for beta after every update. Default none.</summary>
    public WeightConstraint BetaConstraint { get; set; }
}
