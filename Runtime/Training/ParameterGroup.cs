using System;
using System.IO.Enumeration;

namespace ModelGen;

/// <summary>
/// Tensors that are trained otherwise than the rest: <c>new TrainerOptions { Groups = [new ParameterGroup("embedding") { Frozen = true }] }</c>. A tensor
/// belongs to the first group that names it.
/// </summary>
public sealed class ParameterGroup
{
    private readonly float _learningRateFactor = 1f;

    /// <summary>Creates a group.</summary>
    /// <param name="name">A layer (<c>lstm</c>, <c>bidirectional.forward</c>) or a tensor (<c>lstm.bias</c>); <c>*</c> stands for any text: <c>*.bias</c>.</param>
    public ParameterGroup(string name)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        Name = name;
    }

    /// <summary>The layer or tensor, or the pattern of several.</summary>
    public string Name { get; }

    /// <summary>
    /// The tensors stay as they are: no update, no weight decay, no constraint, no part in the norm of the gradient. A frozen batch normalisation uses
    /// its moving statistics and does not move them, as in Keras.
    /// </summary>
    public bool Frozen { get; init; }

    /// <summary>The learning rate of the tensors is the optimiser's times this: at least 0.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is negative, NaN or infinite.</exception>
    public float LearningRateFactor
    {
        get => _learningRateFactor;
        init
        {
            if (!(value >= 0f && float.IsFinite(value)))
            {
                throw new ArgumentOutOfRangeException(nameof(LearningRateFactor), value, $"{nameof(LearningRateFactor)} must be a finite number of at least 0, it is {value}.");
            }

            _learningRateFactor = value;
        }
    }

    /// <summary>The weight decay of <see cref="AdamW"/> covers the tensors; true unless set.</summary>
    public bool WeightDecay { get; init; } = true;

    /// <summary>Whether a tensor's name, or its beginning up to a dot, is that of the group.</summary>
    internal bool Holds(string tensor)
    {
        for (int end = tensor.IndexOf('.', StringComparison.Ordinal); end >= 0; end = tensor.IndexOf('.', end + 1))
        {
            if (FileSystemName.MatchesSimpleExpression(Name, tensor.AsSpan(0, end), ignoreCase: false))
            {
                return true;
            }
        }

        return FileSystemName.MatchesSimpleExpression(Name, tensor, ignoreCase: false);
    }
}
