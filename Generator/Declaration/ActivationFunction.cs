using System;
using System.Globalization;

namespace ModelGen.Declaration;

/// <summary>An activation with the parameters that a declaration gives it.</summary>
/// <param name="Kind">The activation.</param>
/// <param name="GivenAlpha">α, or null for the activation's own.</param>
/// <param name="GivenBeta">β, or null for the activation's own.</param>
internal readonly record struct ActivationFunction(Activation Kind, double? GivenAlpha = null, double? GivenBeta = null)
{
    public static implicit operator ActivationFunction(Activation kind) => new(kind);

    /// <summary>The bound of its argument, or null for none.</summary>
    public float? Clip { get; init; }

    /// <summary>The same function of any argument.</summary>
    public ActivationFunction Unclipped => this with { Clip = null };

    public bool IsLinear => Kind == Activation.Linear && Clip is null;

    public bool IsTanh => Kind == Activation.Tanh && Clip is null;

    public bool IsSigmoid => Kind == Activation.Sigmoid && Clip is null;

    public bool IsSoftmax => Kind == Activation.Softmax;

    public bool HasParameters => GivenAlpha is not null || GivenBeta is not null;

    /// <summary>Its derivative is no function of its own value, so that training keeps the derivative; of a clipped one, whether there is any.</summary>
    public bool KeepsDerivative => Clip is not null || Kind is Activation.Gelu or Activation.GeluTanh or Activation.Silu or Activation.Mish;

    /// <summary>α where none is given; null for an activation without.</summary>
    public double? DefaultAlpha => Kind switch
    {
        Activation.LeakyRelu or Activation.HardSigmoidKeras2 => 0.2,
        Activation.Elu or Activation.ThresholdedRelu or Activation.Affine => 1,
        Activation.ScaledTanh => 1.7159,
        _ => null,
    };

    /// <summary>β where none is given; null for an activation without.</summary>
    public double? DefaultBeta => Kind switch
    {
        Activation.HardSigmoidKeras2 => 0.5,
        Activation.ScaledTanh => 2.0 / 3,
        Activation.Affine => 0,
        _ => null,
    };

    /// <summary>α as emitted code computes with it.</summary>
    public float Alpha => (float)(GivenAlpha ?? DefaultAlpha ?? throw new InvalidOperationException($"{Kind} has no α."));

    /// <summary>β as emitted code computes with it.</summary>
    public float Beta => (float)(GivenBeta ?? DefaultBeta ?? throw new InvalidOperationException($"{Kind} has no β."));

    /// <summary>The name in the comments and methods of emitted code.</summary>
    public override string ToString() => Kind.ToString();

    /// <summary>The given parameters as object initialisers of a description: <c>ActivationAlpha = 0.3, </c>.</summary>
    public string Initializers(string argument)
        => (GivenAlpha is { } alpha ? $"{argument}Alpha = {Literal(alpha)}, " : string.Empty) + (GivenBeta is { } beta ? $"{argument}Beta = {Literal(beta)}, " : string.Empty);

    private static string Literal(double value) => value.ToString("R", CultureInfo.InvariantCulture) + "d";
}
