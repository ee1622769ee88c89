using System;
using ModelGen.Declaration;

namespace ModelGen.Generator.Emit.Kernels;

/// <summary>Expressions of the element-wise activations and of their derivatives.</summary>
internal static class ActivationCode
{
    /// <summary>activation(<paramref name="x"/>).</summary>
    public static string Apply(Activation activation, string x) => activation switch
    {
        Activation.Linear => x,
        Activation.Tanh or Activation.Sigmoid or Activation.HardSigmoid or Activation.HardSigmoidKeras2 or Activation.Relu => $"V.{activation}({x})",
        _ => throw new InvalidOperationException($"{activation} is not element-wise."),
    };

    /// <summary><paramref name="gradient"/> times the derivative, which all of these can give from the function's own value <paramref name="y"/>.</summary>
    public static string ApplyDerivative(Activation activation, string y, string gradient) => activation switch
    {
        Activation.Linear => gradient,
        Activation.Tanh => $"({gradient} * (V.Create(1f) - ({y} * {y})))",
        Activation.Sigmoid => $"({gradient} * ({y} * (V.Create(1f) - {y})))",
        Activation.HardSigmoid => $"V.WhereBetween({y}, default, V.Create(1f), {gradient} * V.Create(0.16666667f))",
        Activation.HardSigmoidKeras2 => $"V.WhereBetween({y}, default, V.Create(1f), {gradient} * V.Create(0.2f))",
        Activation.Relu => $"V.WhereGreater({y}, default, {gradient})",
        _ => throw new InvalidOperationException($"{activation} is not element-wise."),
    };
}
