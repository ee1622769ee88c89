using System;

namespace ModelGen;

/// <summary>
/// The last active timestep of a row: reads <c>[T, Features]</c>, returns <c>[Features]</c>. What a Keras model writes as <c>x[:, -1]</c>, but
/// neither the padding beyond a row's length nor a masked timestep is taken for the end; without an active timestep the result is 0. The model
/// can then not be run step by step. Of a bidirectional layer it is rarely what is wanted: the backward half has read one timestep there. Leave
/// out <c>ReturnSequences</c> for the final states of both directions.
/// </summary>
[AttributeUsage(AttributeTargets.Class, AllowMultiple = true, Inherited = false)]
public sealed class LastTimestepAttribute : LayerAttribute;

/// <summary>
/// All timesteps of a row one after another, Keras' Flatten: reads <c>[T, Features]</c>, returns <c>[T · Features]</c>. Needs sequences that
/// all have the same number of timesteps: <see cref="ModelAttribute.Timesteps"/>, or a <see cref="RepeatVectorAttribute"/> above it. Masked timesteps are taken as they are, as in Keras.
/// </summary>
[AttributeUsage(AttributeTargets.Class, AllowMultiple = true, Inherited = false)]
public sealed class FlattenAttribute : LayerAttribute;

/// <summary>
/// One row at each of n timesteps, Keras' RepeatVector: reads <c>[Features]</c>, returns <c>[n, Features]</c>. What follows has n timesteps in
/// every row, whatever the row's length, and no mask; a model that returns it returns <c>[n, Outputs]</c>. The model can then not be run step by
/// step.
/// </summary>
[AttributeUsage(AttributeTargets.Class, AllowMultiple = true, Inherited = false)]
public sealed class RepeatVectorAttribute : LayerAttribute
{
    /// <summary>Declares the layer.</summary>
    /// <param name="n">How often the row is repeated.</param>
    public RepeatVectorAttribute(int n) => N = n;

    /// <summary>How often the row is repeated.</summary>
    public int N { get; }
}

/// <summary>
/// An activation as a layer of its own, Keras' Activation and Softmax: reads <c>[Features]</c> or <c>[T, Features]</c> and keeps that shape. Every
/// activation of <see cref="Activation"/>, softmax over the features included. After a dense layer its <c>Activation</c> argument does the same.
/// </summary>
[AttributeUsage(AttributeTargets.Class, AllowMultiple = true, Inherited = false)]
public sealed class ActivationAttribute : LayerAttribute
{
    /// <summary>Declares the layer.</summary>
    /// <param name="activation">The function.</param>
    public ActivationAttribute(Activation activation) => Activation = activation;

    /// <summary>The function.</summary>
    public Activation Activation { get; }

    /// <summary>α of the activations that have one.</summary>
    public double ActivationAlpha { get; set; }

    /// <summary>β of the activations that have one.</summary>
    public double ActivationBeta { get; set; }
}
