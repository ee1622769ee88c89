using System;
using ModelGen.Declaration;
using ModelGen.Generator.Schedule;

namespace ModelGen.Generator.Emit.Kernels;

/// <summary>Expressions of the element-wise activations and of their derivatives.</summary>
internal static class ActivationCode
{
    /// <summary>activation(<paramref name="x"/>).</summary>
    public static string Apply(Activation activation, string x) => activation switch
    {
        Activation.Linear => x,
        Activation.Tanh => $"VectorMath.Tanh({x})",
        Activation.Sigmoid => $"VectorMath.Sigmoid({x})",
        Activation.HardSigmoid => $"VectorMath.HardSigmoid({x})",
        Activation.HardSigmoidKeras2 => $"VectorMath.HardSigmoidKeras2({x})",
        Activation.Relu => $"VectorMath.Relu({x})",
        _ => throw new InvalidOperationException($"{activation} is not element-wise."),
    };

    /// <summary><paramref name="gradient"/> times the derivative, which all of these can give from the function's own value <paramref name="y"/>.</summary>
    public static string ApplyDerivative(VectorSpec v, Activation activation, string y, string gradient) => activation switch
    {
        Activation.Linear => gradient,
        Activation.Tanh => $"({gradient} * ({v.Broadcast("1f")} - ({y} * {y})))",
        Activation.Sigmoid => $"({gradient} * ({y} * ({v.Broadcast("1f")} - {y})))",
        Activation.HardSigmoid => v.WhereBetween(y, v.Zero, v.Broadcast("1f"), $"({gradient} * {v.Broadcast("0.16666667f")})"),
        Activation.HardSigmoidKeras2 => v.WhereBetween(y, v.Zero, v.Broadcast("1f"), $"({gradient} * {v.Broadcast("0.2f")})"),
        Activation.Relu => v.WhereGreater(y, v.Zero, gradient),
        _ => throw new InvalidOperationException($"{activation} is not element-wise."),
    };
}
