using System;

namespace ModelGen;

/// <summary>Activations in double precision, with the library's own exp and tanh.</summary>
internal static class ReferenceActivation
{
    /// <summary>An element-wise activation.</summary>
    public static double Apply(Activation activation, double x) => activation switch
    {
        Activation.Linear => x,
        Activation.Tanh => Math.Tanh(x),
        Activation.Sigmoid => 1 / (1 + Math.Exp(-x)),
        Activation.HardSigmoid => Math.Clamp((x + 3) / 6, 0, 1),
        Activation.HardSigmoidKeras2 => Math.Clamp((0.2 * x) + 0.5, 0, 1),
        Activation.Relu => Math.Max(x, 0),
        _ => throw new ArgumentOutOfRangeException(nameof(activation), activation, "Not an element-wise activation."),
    };

    /// <summary>The derivative at <paramref name="x"/>; at a kink 0, as in Keras and PyTorch.</summary>
    public static double Derivative(Activation activation, double x)
    {
        double y = Apply(activation, x);
        return activation switch
        {
            Activation.Linear => 1,
            Activation.Tanh => 1 - (y * y),
            Activation.Sigmoid => y * (1 - y),
            Activation.HardSigmoid => y is > 0 and < 1 ? 1.0 / 6 : 0,
            Activation.HardSigmoidKeras2 => y is > 0 and < 1 ? 0.2 : 0,
            _ => y > 0 ? 1 : 0,
        };
    }

    /// <summary>An activation over the last axis: element by element, or softmax.</summary>
    public static double[] Apply(Activation activation, double[] x)
    {
        var y = new double[x.Length];
        if (activation != Activation.Softmax)
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
    public static double[] Backward(Activation activation, double[] x, double[] outputGradient)
    {
        var gradient = new double[x.Length];
        if (activation != Activation.Softmax)
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
}
