using System;
using System.Collections.Immutable;
using System.Globalization;
using System.Linq;
using System.Text;

namespace ModelGen;

/// <summary>How <see cref="GradientCheck"/> looks.</summary>
public sealed class GradientCheckOptions
{
    private readonly int _elementsPerTensor = 20;

    /// <summary>Elements of each tensor that are looked at: the one with the greatest gradient, and others at random. 20 by default.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is less than 1.</exception>
    public int ElementsPerTensor
    {
        get => _elementsPerTensor;
        init
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(value, 1, nameof(ElementsPerTensor));
            _elementsPerTensor = value;
        }
    }

    /// <summary>h, as a share of the element's size where that is above 1. 1e-5 by default.</summary>
    public double Step { get; init; } = 1e-5;

    /// <summary>The greatest error that passes, as a share of the tensor's greatest gradient. 1e-4 by default: the compiled passes compute in single precision.</summary>
    public double Tolerance { get; init; } = 1e-4;

    /// <summary>Decides which elements are looked at.</summary>
    public int Seed { get; init; }
}

/// <summary>The worst element of one tensor.</summary>
/// <param name="Name">The tensor, or <c>initial states</c>, or <c>inputs</c>.</param>
/// <param name="Elements">Its elements.</param>
/// <param name="Checked">Those that were looked at.</param>
/// <param name="Index">The flat index of the one with the greatest error; −1 where there is none.</param>
/// <param name="Gradient">Its gradient.</param>
/// <param name="Difference">Its central difference.</param>
/// <param name="Error">|Gradient − Difference| as a share of the tensor's greatest gradient.</param>
public sealed record GradientCheckTensor(string Name, int Elements, int Checked, int Index, double Gradient, double Difference, double Error);

/// <summary>What <see cref="GradientCheck"/> found.</summary>
public sealed class GradientCheckResult
{
    internal GradientCheckResult(double loss, double tolerance, ImmutableArray<GradientCheckTensor> tensors)
    {
        Loss = loss;
        Tolerance = tolerance;
        Tensors = tensors;
    }

    /// <summary>The function's value in double precision.</summary>
    public double Loss { get; }

    /// <summary>The greatest error that passes.</summary>
    public double Tolerance { get; }

    /// <summary>Every tensor with its worst element.</summary>
    public ImmutableArray<GradientCheckTensor> Tensors { get; }

    /// <summary>No error is above <see cref="Tolerance"/>, and none is NaN.</summary>
    public bool Passed => Tensors.All(t => t.Error <= Tolerance);

    /// <summary>A table: a line for each tensor.</summary>
    public override string ToString()
    {
        int width = Tensors.Max(t => t.Name.Length);
        var text = new StringBuilder();
        foreach (GradientCheckTensor t in Tensors)
        {
            text.AppendLine(CultureInfo.InvariantCulture, $"{t.Name.PadRight(width)}  error {t.Error:0.0e+00}  {(t.Error <= Tolerance ? "ok    " : "WRONG ")} [{t.Index}] gradient {t.Gradient:0.000000e+00}, difference {t.Difference:0.000000e+00}  ({t.Checked} of {t.Elements})");
        }

        return text.Append(Passed ? "all gradients agree" : "gradients differ").ToString();
    }
}
