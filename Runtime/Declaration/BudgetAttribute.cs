using System;

namespace ModelGen;

/// <summary>
/// What a model may cost. Analyzer rule MG4001 warns, while you type, of a model that costs more; nothing happens when the program runs. What is left out may cost
/// anything. The figures are those in the documentation of the class, which an editor shows, and of rule MG0015.
/// </summary>
/// <example>
/// <code>
/// [Model(Features = 42, Streaming = true)]
/// [Budget(WeightBytes = 512 * 1024, FlopsPerTimestep = 100_000)]
/// [Gru(96)]
/// [Dense(22)]
/// public sealed partial class Denoiser;
/// </code>
/// </example>
[AttributeUsage(AttributeTargets.Class, Inherited = false)]
public sealed class BudgetAttribute : Attribute
{
    /// <summary>The most bytes that its parameters may take in the model's <see cref="ModelAttribute.WeightPrecision"/>, without the padding of kernels.</summary>
    public long WeightBytes { get; set; }

    /// <summary>The most bytes that the recurrent states of one stream may take, at their exact lengths.</summary>
    public long StateBytes { get; set; }

    /// <summary>
    /// The most floating-point operations of the matrix products of all layers, each of which runs once: what one <c>Step</c> costs. A multiplication and an
    /// addition are two. Activations and biases, done once per unit, are not counted.
    /// </summary>
    public long FlopsPerTimestep { get; set; }
}
