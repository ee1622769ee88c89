using System;

namespace ModelGen;

/// <summary>
/// Declares that a partial class is a recurrent network. The layer attributes that follow on the same
/// declaration are its layers, from top to bottom; the source generator writes the code of exactly that network.
/// </summary>
/// <example>
/// <code>
/// [Model(Features = 8, MaxTimesteps = 8)]
/// [Bidirectional]
/// [Lstm(32)]
/// [Dense(10)]
/// [Loss(LossKind.SparseCategoricalCrossentropy, FromLogits = true)]
/// public sealed partial class DigitReader;
/// </code>
/// </example>
[AttributeUsage(AttributeTargets.Class, Inherited = false)]
public sealed class ModelAttribute : Attribute
{
    /// <summary>Number of input features per timestep. Leave it out when the first layer is an <see cref="EmbeddingAttribute"/>.</summary>
    public int Features { get; set; }

    /// <summary>The longest sequence the model accepts. Buffers are sized for it once, at construction.</summary>
    public int MaxTimesteps { get; set; }

    /// <summary>
    /// The number of timesteps of every sequence, for a model with <see cref="FlattenAttribute"/>, say. It takes
    /// the place of <see cref="MaxTimesteps"/>; a sequence of another length is refused.
    /// </summary>
    public int Timesteps { get; set; }

    /// <summary>
    /// The model is run one timestep at a time with <c>Step</c>. The compiler then refuses layers that need the
    /// future (<see cref="BidirectionalAttribute"/>, <c>GoBackwards</c>); <see cref="MaxTimesteps"/> may be left out.
    /// </summary>
    public bool Streaming { get; set; }

    /// <summary>
    /// Which framework and version's defaults fill in what the layers leave out: recurrent activations, where a GRU resets, the
    /// initialisers and the forget bias. What a layer says itself, and <see cref="Initializers"/>, goes before.
    /// </summary>
    public FrameworkPreset Framework { get; set; }

    /// <summary>Which framework's defaults initialise every tensor that does not name an initialiser of its own.</summary>
    public InitializerPreset Initializers { get; set; }

    /// <summary>
    /// How an instance stores the kernels of recurrent and dense layers; biases and embedding tables stay floats, and so do the
    /// weights that are trained and saved. <c>MeasurePrecision</c> tells what it costs on your own data.
    /// </summary>
    public WeightPrecision WeightPrecision { get; set; }

    /// <summary>
    /// sigmoid and tanh in a coarse and fast form, in recurrent cells and dense layers, for inference and training alike: greatest
    /// absolute error 1.23e-5 for tanh and 6.14e-6 for sigmoid. The default form is exact to a few units in the last place. Errors can
    /// add up over timesteps; <c>MeasurePrecision</c> tells what they do to the outputs on your own data.
    /// </summary>
    public bool FastActivations { get; set; }

    /// <summary>
    /// Training keeps only the states of recurrent layers, not their gates: the backward pass computes these once more, an eighth of the timesteps at
    /// a time. That is little more than half of the memory for activations, for about a quarter more time per step. A weight's gradient is then summed
    /// eighth by eighth, so that its last bits are others than without; all else is the same to the bit.
    /// </summary>
    public bool RecomputeActivations { get; set; }
}
