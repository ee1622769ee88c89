using System;

namespace ModelGen;

/// <summary>
/// Masks the timesteps whose features all equal a value, Keras' Masking: reads the model's input <c>[T, Features]</c>, or one of several, and returns it with the
/// masked timesteps set to 0. Later layers hold their state over a masked timestep, as over an id 0 under <see cref="EmbeddingAttribute.MaskZero"/>,
/// and the loss leaves it out. It is the first layer of a model, or reads the <see cref="InputAttribute"/> above it, and its mask holds for the whole model. NaN equals nothing; −0 equals 0.
/// </summary>
[AttributeUsage(AttributeTargets.Class, AllowMultiple = true, Inherited = false)]
public sealed class MaskingAttribute : LayerAttribute
{
    /// <summary>Declares a masking layer.</summary>
    /// <param name="value">What all features of a masked timestep equal, in single precision. Default 0, as in Keras.</param>
    public MaskingAttribute(double value = 0) => Value = value;

    /// <summary>What all features of a masked timestep equal.</summary>
    public double Value { get; }
}
