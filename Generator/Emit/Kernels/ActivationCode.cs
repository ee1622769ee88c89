using System;
using ModelGen.Declaration;

namespace ModelGen.Generator.Emit.Kernels;

/// <summary>The forms of sigmoid and tanh.</summary>
internal enum ActivationForm
{
    /// <summary>To a few units in the last place.</summary>
    Accurate,

    /// <summary>To 1.5e-7, for recurrent cells, whose gates are computed at every timestep.</summary>
    Cell,

    /// <summary>To 1.2e-5, if the user asks for it.</summary>
    Fast,
}

/// <summary>Expressions of the element-wise activations and of their derivatives.</summary>
internal static class ActivationCode
{
    /// <summary>activation(<paramref name="x"/>), where it has several forms in <paramref name="form"/>.</summary>
    public static string Apply(Activation activation, ActivationForm form, string x)
        => activation == Activation.Linear ? x : $"{Function(activation, form)}({x})";

    /// <summary>The method of an activation other than linear.</summary>
    public static string Function(Activation activation, ActivationForm form) => activation switch
    {
        Activation.Tanh or Activation.Sigmoid when form == ActivationForm.Cell => $"V.Gate{activation}",
        Activation.Tanh or Activation.Sigmoid when form == ActivationForm.Fast => $"V.Fast{activation}",
        Activation.Tanh or Activation.Sigmoid or Activation.HardSigmoid or Activation.HardSigmoidKeras2 or Activation.Relu => $"V.{activation}",
        _ => throw new InvalidOperationException($"{activation} is not element-wise."),
    };

    /// <summary>sigmoid · tanh of two arguments.</summary>
    public static string GatedTanh(ActivationForm form) => form == ActivationForm.Fast ? "V.FastGatedTanh" : "V.GatedTanh";

    /// <summary>A GRU's next state from z, n and h.</summary>
    public static string GruState(ActivationForm form) => form == ActivationForm.Fast ? "V.FastGruState" : "V.GruState";

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
