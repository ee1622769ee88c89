using System;

namespace ModelGen;

/// <summary>An activation with its parameters, null where they are the activation's own.</summary>
internal readonly record struct ReferenceFunction(Activation Kind, double? GivenAlpha = null, double? GivenBeta = null)
{
    public static implicit operator ReferenceFunction(Activation kind) => new(kind);

    /// <summary>The bound of its argument, or null for none.</summary>
    public double? Clip { get; init; }

    public double Alpha => GivenAlpha ?? Kind switch
    {
        Activation.LeakyRelu or Activation.HardSigmoidKeras2 => 0.2,
        Activation.ScaledTanh => 1.7159,
        _ => 1,
    };

    public double Beta => GivenBeta ?? Kind switch
    {
        Activation.HardSigmoidKeras2 => 0.5,
        Activation.ScaledTanh => 2.0 / 3,
        _ => 0,
    };
}

/// <summary>Activations in double precision, with the library's own exp and tanh.</summary>
internal static class ReferenceActivation
{
    private const double SeluScale = 1.0507009873554805;
    private const double SeluAlpha = 1.6732632423543772;
    private const double GeluCube = 0.044715;
    private static readonly double s_geluSlope = Math.Sqrt(2 / Math.PI);

    /// <summary>An element-wise activation.</summary>
    public static double Apply(ReferenceFunction activation, double x) => activation.Kind switch
    {
        _ when activation.Clip is { } clip => Apply(activation with { Clip = null }, Math.Clamp(x, -clip, clip)),
        Activation.Linear => x,
        Activation.Tanh => Math.Tanh(x),
        Activation.Sigmoid => Sigmoid(x),
        Activation.HardSigmoid => Math.Clamp((x + 3) / 6, 0, 1),
        Activation.HardSigmoidKeras2 => Math.Clamp((activation.Alpha * x) + activation.Beta, 0, 1),
        Activation.Relu => Math.Max(x, 0),
        Activation.LeakyRelu => x > 0 ? x : activation.Alpha * x,
        Activation.Elu => x > 0 ? x : activation.Alpha * (Math.Exp(x) - 1),
        Activation.Selu => SeluScale * (x > 0 ? x : SeluAlpha * (Math.Exp(x) - 1)),
        Activation.Gelu => x * NormalDistribution(x),
        Activation.GeluTanh => 0.5 * x * (1 + Math.Tanh(s_geluSlope * (x + (GeluCube * x * x * x)))),
        Activation.Silu => x * Sigmoid(x),
        Activation.Mish => x * Math.Tanh(Softplus(x)),
        Activation.Softplus => Softplus(x),
        Activation.Softsign => x / (1 + Math.Abs(x)),
        Activation.HardTanh => Math.Clamp(x, -1, 1),
        Activation.Exponential => Math.Exp(x),
        Activation.ThresholdedRelu => x > activation.Alpha ? x : 0,
        Activation.ScaledTanh => activation.Alpha * Math.Tanh(activation.Beta * x),
        Activation.Affine => (activation.Alpha * x) + activation.Beta,
        _ => throw new ArgumentOutOfRangeException(nameof(activation), activation, "Not an element-wise activation."),
    };

    /// <summary>The derivative at <paramref name="x"/>; at a kink that of the left side, as in Keras and PyTorch.</summary>
    public static double Derivative(ReferenceFunction activation, double x)
    {
        if (activation.Clip is { } clip)
        {
            return Math.Abs(x) > clip ? 0 : Derivative(activation with { Clip = null }, x);
        }

        double y = Apply(activation, x);
        switch (activation.Kind)
        {
            case Activation.Linear:
                return 1;
            case Activation.Tanh:
                return 1 - (y * y);
            case Activation.Sigmoid:
                return y * (1 - y);
            case Activation.HardSigmoid:
                return y is > 0 and < 1 ? 1.0 / 6 : 0;
            case Activation.HardSigmoidKeras2:
                return y is > 0 and < 1 ? activation.Alpha : 0;
            case Activation.LeakyRelu:
                return x > 0 ? 1 : activation.Alpha;
            case Activation.Elu:
                return x > 0 ? 1 : activation.Alpha * Math.Exp(x);
            case Activation.Selu:
                return SeluScale * (x > 0 ? 1 : SeluAlpha * Math.Exp(x));
            case Activation.Gelu:
                return NormalDistribution(x) + (x * Math.Exp(-x * x / 2) / Math.Sqrt(2 * Math.PI));
            case Activation.GeluTanh:
                double t = Math.Tanh(s_geluSlope * (x + (GeluCube * x * x * x)));
                return (0.5 * (1 + t)) + (0.5 * x * (1 - (t * t)) * s_geluSlope * (1 + (3 * GeluCube * x * x)));
            case Activation.Silu:
                return Sigmoid(x) * (1 + (x * (1 - Sigmoid(x))));
            case Activation.Mish:
                double w = Math.Tanh(Softplus(x));
                return w + (x * (1 - (w * w)) * Sigmoid(x));
            case Activation.Softplus:
                return Sigmoid(x);
            case Activation.Softsign:
                return 1 / ((1 + Math.Abs(x)) * (1 + Math.Abs(x)));
            case Activation.HardTanh:
                return x is > -1 and < 1 ? 1 : 0;
            case Activation.Exponential:
                return y;
            case Activation.ThresholdedRelu:
                return x > activation.Alpha ? 1 : 0;
            case Activation.ScaledTanh:
                double s = Math.Tanh(activation.Beta * x);
                return activation.Alpha * activation.Beta * (1 - (s * s));
            case Activation.Affine:
                return activation.Alpha;
            default:
                return y > 0 ? 1 : 0;
        }
    }

    /// <summary>An activation over the last axis: element by element, or softmax.</summary>
    public static double[] Apply(ReferenceFunction activation, double[] x)
    {
        var y = new double[x.Length];
        if (activation.Kind != Activation.Softmax)
        {
            for (int i = 0; i < x.Length; i++)
            {
                y[i] = Apply(activation, x[i]);
            }

            return y;
        }

        double greatest = double.NegativeInfinity;
        foreach (double value in x)
        {
            greatest = Math.Max(greatest, value);
        }

        double sum = 0;
        for (int i = 0; i < x.Length; i++)
        {
            y[i] = Math.Exp(x[i] - greatest);
            sum += y[i];
        }

        for (int i = 0; i < x.Length; i++)
        {
            y[i] /= sum;
        }

        return y;
    }

    /// <summary>The loss's gradient for <paramref name="x"/>, given the one for the activation's output.</summary>
    public static double[] Backward(ReferenceFunction activation, double[] x, double[] outputGradient)
    {
        var gradient = new double[x.Length];
        if (activation.Kind != Activation.Softmax)
        {
            for (int i = 0; i < x.Length; i++)
            {
                gradient[i] = outputGradient[i] * Derivative(activation, x[i]);
            }

            return gradient;
        }

        // ∂yᵢ/∂xⱼ = yᵢ (δᵢⱼ − yⱼ)
        double[] y = Apply(activation, x);
        double mean = 0;
        for (int i = 0; i < x.Length; i++)
        {
            mean += outputGradient[i] * y[i];
        }

        for (int i = 0; i < x.Length; i++)
        {
            gradient[i] = y[i] * (outputGradient[i] - mean);
        }

        return gradient;
    }

    private static double Sigmoid(double x) => 1 / (1 + Math.Exp(-x));

    private static double Softplus(double x) => Math.Max(x, 0) + Math.Log(1 + Math.Exp(-Math.Abs(x)));

    /// <summary>Φ(x) = ½ ± φ(x) (|x| + |x|³/3 + |x|⁵/15 + …), to 1e-15 absolutely.</summary>
    private static double NormalDistribution(double x)
    {
        double a = Math.Abs(x);
        if (a > 9)
        {
            return x < 0 ? 0 : 1;
        }

        double sum = 0;
        double term = a;
        for (int k = 1; term > sum * 1e-17; k++)
        {
            sum += term;
            term *= a * a / ((2 * k) + 1);
        }

        double half = Math.Min(0.5, sum * Math.Exp(-x * x / 2) / Math.Sqrt(2 * Math.PI));
        return x < 0 ? 0.5 - half : 0.5 + half;
    }
}
