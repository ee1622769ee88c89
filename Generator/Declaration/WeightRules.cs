using System.Collections.Generic;

namespace ModelGen.Declaration;

/// <summary>A layer's regularisers, constraints and numbers of initialisers: those of each kind of tensor, and the norms that they share.</summary>
/// <param name="Tensors">One for each kind of tensor with an argument of its own; others have none.</param>
/// <param name="MaxNorm">The argument, or null.</param>
/// <param name="MinNorm">The argument, or null.</param>
/// <param name="NormRate">The argument, or null.</param>
internal sealed record WeightRules(EquatableArray<TensorRule> Tensors, double? MaxNorm, double? MinNorm, double? NormRate)
{
    /// <summary>How the arguments of a kind of tensor begin, and the last part of the tensors' names.</summary>
    private static readonly (string Prefix, string Tensor)[] s_kinds =
    {
        ("Kernel", "kernel"),
        ("Recurrent", "recurrent_kernel"),
        ("Bias", "bias"),
        ("Projection", "projection_kernel"),
        ("Embeddings", "embeddings"),
        ("Gamma", "gamma"),
        ("Beta", "beta"),
        ("MovingMean", "moving_mean"),
        ("MovingVariance", "moving_variance"),
        ("Gain", "gain"),
        ("CellGain", "cell_gain"),
        ("CellBias", "cell_bias"),
    };

    public static readonly WeightRules None = new(EquatableArray<TensorRule>.Empty, null, null, null);

    public static WeightRules Read(AttributeReader attribute)
    {
        var tensors = new List<TensorRule>();
        foreach ((string prefix, string tensor) in s_kinds)
        {
            double? l1 = attribute.Double(prefix + "L1");
            double? l2 = attribute.Double(prefix + "L2");
            WeightConstraint? constraint = attribute.Enumeration<WeightConstraint>(prefix + "Constraint");
            double? scale = attribute.Double(prefix + "InitializerScale");
            double? mean = attribute.Double(prefix + "InitializerMean");
            if (l1 is not null || l2 is not null || constraint is not null || scale is not null || mean is not null)
            {
                Initializer initializer = attribute.Enumeration<Initializer>(prefix + "Initializer") ?? Initializer.Preset;
                tensors.Add(new TensorRule(prefix, tensor, l1 ?? 0, l2 ?? 0, constraint ?? WeightConstraint.None, initializer, scale, mean));
            }
        }

        double? maxNorm = attribute.Double("MaxNorm");
        double? minNorm = attribute.Double("MinNorm");
        double? normRate = attribute.Double("NormRate");
        return tensors.Count == 0 && maxNorm is null && minNorm is null && normRate is null
            ? None
            : new WeightRules(new EquatableArray<TensorRule>(tensors), maxNorm, minNorm, normRate);
    }

    /// <summary>What is said about a kind of tensor, or null for nothing.</summary>
    public TensorRule? Of(string prefix)
    {
        foreach (TensorRule rule in Tensors)
        {
            if (rule.Prefix == prefix)
            {
                return rule;
            }
        }

        return null;
    }

    /// <summary>The greatest norm under <paramref name="constraint"/>; Keras' defaults.</summary>
    public double Greatest(WeightConstraint constraint) => MaxNorm ?? (constraint == WeightConstraint.MaxNorm ? 2 : 1);
}

/// <summary>Regulariser, constraint and initialiser's numbers of one kind of tensor.</summary>
/// <param name="Prefix">How its arguments begin: <c>Kernel</c>.</param>
/// <param name="Tensor">The last part of the tensors' names: <c>kernel</c>.</param>
/// <param name="L1">Weight of Σ|w| in the loss.</param>
/// <param name="L2">Weight of Σw² in the loss.</param>
/// <param name="Constraint">What holds after every update.</param>
/// <param name="Initializer">The initialiser, which the preset decides unless the layer says one.</param>
/// <param name="Scale">Its spread or gain, or null for the default.</param>
/// <param name="Mean">Its middle or value, or null for 0.</param>
internal sealed record TensorRule(string Prefix, string Tensor, double L1, double L2, WeightConstraint Constraint, Initializer Initializer, double? Scale, double? Mean)
{
    /// <summary>The initialiser has a spread that is not worked out from fans.</summary>
    public bool IsSpread => Initializer is Initializer.RandomUniform or Initializer.RandomNormal or Initializer.TruncatedNormal;

    /// <summary>The initialiser is a matrix times a gain.</summary>
    public bool IsGain => Initializer is Initializer.Orthogonal or Initializer.Identity;
}
