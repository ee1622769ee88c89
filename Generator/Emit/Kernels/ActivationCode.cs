using System;
using System.Globalization;
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
    // SELU's scale and its scale times alpha (Klambauer et al. 2017).
    private const float SeluScale = 1.05070098f;
    private const float SeluAlpha = 1.67326324f;

    /// <summary>activation(<paramref name="x"/>), where it has several forms in <paramref name="form"/>.</summary>
    public static string Apply(ActivationFunction activation, ActivationForm form, string x) => activation.Kind switch
    {
        _ when activation.Clip is { } bound => Apply(activation.Unclipped, form, $"V.Clip({x}, {Constant(bound)})"),
        Activation.Linear => x,
        Activation.HardSigmoidKeras2 when activation.HasParameters => $"V.HardSigmoid({x}, {Constant(activation.Alpha)}, {Constant(activation.Beta)})",
        Activation.LeakyRelu or Activation.Elu or Activation.ThresholdedRelu => $"V.{activation.Kind}({x}, {Constant(activation.Alpha)})",
        Activation.Selu => $"({Constant(SeluScale)} * V.Elu({x}, {Constant(SeluAlpha)}))",
        Activation.ScaledTanh => $"({Constant(activation.Alpha)} * {Function(Activation.Tanh, form)}({Constant(activation.Beta)} * {x}))",
        Activation.Affine => $"V.MultiplyAdd({Constant(activation.Alpha)}, {x}, {Constant(activation.Beta)})",
        Activation.Exponential => $"V.Exp({x})",
        _ => $"{Function(activation.Kind, form)}({x})",
    };

    /// <summary>The method of an activation that is one.</summary>
    public static string Function(Activation activation, ActivationForm form) => activation switch
    {
        Activation.Tanh or Activation.Sigmoid when form == ActivationForm.Cell => $"V.Gate{activation}",
        Activation.Tanh or Activation.Sigmoid when form == ActivationForm.Fast => $"V.Fast{activation}",
        Activation.Linear or Activation.Softmax => throw new InvalidOperationException($"{activation} is not one function of an element."),
        _ => $"V.{activation}",
    };

    /// <summary>sigmoid · tanh of two arguments.</summary>
    public static string GatedTanh(ActivationForm form) => form == ActivationForm.Fast ? "V.FastGatedTanh" : "V.GatedTanh";

    /// <summary>A GRU's next state from z, n and h.</summary>
    public static string GruState(ActivationForm form) => form == ActivationForm.Fast ? "V.FastGruState" : "V.GruState";

    /// <summary>
    /// The derivative at <paramref name="x"/> of an activation that <see cref="ActivationFunction.KeepsDerivative"/>; of a clipped one whose
    /// value tells the rest 1, or 0 where the clip cuts off.
    /// </summary>
    public static string Derivative(ActivationFunction activation, string x)
        => activation.Clip is { } bound
            ? $"V.WhereBetween({x}, {Constant(-bound)}, {Constant(bound)}, {(activation.Unclipped.KeepsDerivative ? Derivative(activation.Unclipped, x) : "V.Create(1f)")})"
            : $"V.{activation.Kind}Derivative({x})";

    /// <summary>
    /// <paramref name="gradient"/> times the derivative, from the function's own value <paramref name="y"/>, or where that does not
    /// tell it the <paramref name="kept"/> derivative.
    /// </summary>
    public static string ApplyDerivative(ActivationFunction activation, string y, string gradient, string? kept = null) => activation.Kind switch
    {
        _ when activation.Clip is not null && !activation.Unclipped.KeepsDerivative => $"({ApplyDerivative(activation.Unclipped, y, gradient)} * {kept})",
        Activation.Linear => gradient,
        Activation.Tanh => $"({gradient} * (V.Create(1f) - ({y} * {y})))",
        Activation.Sigmoid => $"({gradient} * ({y} * (V.Create(1f) - {y})))",
        Activation.HardSigmoid => $"V.WhereBetween({y}, default, V.Create(1f), {gradient} * V.Create(0.16666667f))",
        Activation.HardSigmoidKeras2 => $"V.WhereBetween({y}, default, V.Create(1f), {gradient} * {Constant(activation.Alpha)})",
        Activation.HardTanh => $"V.WhereBetween({y}, V.Create(-1f), V.Create(1f), {gradient})",
        Activation.Relu or Activation.ThresholdedRelu => $"V.WhereGreater({y}, default, {gradient})",
        Activation.LeakyRelu => $"V.WherePositive({y}, {gradient}, {gradient} * {Constant(activation.Alpha)})",
        Activation.Elu => $"V.WherePositive({y}, {gradient}, {gradient} * ({y} + {Constant(activation.Alpha)}))",
        Activation.Selu => $"V.WherePositive({y}, {gradient} * {Constant(SeluScale)}, {gradient} * ({y} + {Constant(SeluScale * SeluAlpha)}))",
        Activation.Exponential => $"({gradient} * {y})",

        // 1 − e^−y and (1 − |y|)².
        Activation.Softplus => $"({gradient} * (V.Create(0f) - V.Elu(V.Create(0f) - {y}, V.Create(1f))))",
        Activation.Softsign => $"V.WherePositive({y}, {gradient} * ((V.Create(1f) - {y}) * (V.Create(1f) - {y})), {gradient} * ((V.Create(1f) + {y}) * (V.Create(1f) + {y})))",
        Activation.ScaledTanh => $"({gradient} * V.MultiplyAdd({y} * {y}, {Constant(-activation.Beta / activation.Alpha)}, {Constant(activation.Beta * activation.Alpha)}))",
        Activation.Affine => $"({gradient} * {Constant(activation.Alpha)})",
        _ when kept is not null => $"({gradient} * {kept})",
        _ => throw new InvalidOperationException($"The derivative of {activation} is not known from its value."),
    };

    /// <summary>The expression of a vector with <paramref name="value"/> in every lane.</summary>
    public static string Constant(float value) => $"V.Create({Literal(value)})";

    /// <summary>The shortest literal that reads back as <paramref name="value"/>, the same under every runtime that hosts the compiler.</summary>
    private static string Literal(float value)
    {
        for (int digits = 6; ; digits++)
        {
            string text = value.ToString("G" + digits.ToString(CultureInfo.InvariantCulture), CultureInfo.InvariantCulture);
            if (digits == 9 || float.Parse(text, CultureInfo.InvariantCulture) == value)
            {
                return text + "f";
            }
        }
    }
}
