using System;

namespace ModelGen;

/// <summary>Base of all layer attributes. Layers run in the order in which their attributes are written.</summary>
public abstract class LayerAttribute : Attribute
{
    /// <summary>
    /// The layer's name in weight files and messages. Left out, it is the layer's kind in snake case, numbered from
    /// the second one on as Keras does: <c>lstm</c>, <c>lstm_1</c>, <c>dense</c>.
    /// </summary>
    public string? Name { get; set; }

    /// <summary>
    /// Names of the layers whose outputs this one reads, separated by commas, such as <c>"dense, vad, input"</c>; <c>input</c> is
    /// the model's own input. The outputs of several are read side by side, in the order given. Left out, a layer reads the one
    /// before it. Only layers further up can be read, so that a model has no cycles beside those of its recurrent layers.
    /// </summary>
    public string? From { get; set; }

    /// <summary>
    /// The model returns this layer's output, whatever else reads it. The last layer's is returned always; a model with several outputs
    /// returns them side by side, in the order of the layers.
    /// </summary>
    public bool Output { get; set; }
}

/// <summary>
/// Gated recurrent unit layer (Keras' GRU; gate blocks z, r, h): h' = z·h + (1 − z)·n with the candidate
/// n = tanh(x·W + b + r·(h·R + b')), or n = tanh(x·W + b + (r·h)·R) without <see cref="ResetAfter"/>.
/// Reads <c>[T, Features]</c>, returns <c>[Units]</c>, or <c>[T, Units]</c> with <see cref="ReturnSequences"/>.
/// </summary>
[AttributeUsage(AttributeTargets.Class, AllowMultiple = true, Inherited = false)]
public sealed class GruAttribute : RecurrentLayerAttribute
{
    /// <summary>Declares a GRU layer.</summary>
    /// <param name="units">Number of units: the length of the hidden state.</param>
    public GruAttribute(int units) => Units = units;

    /// <summary>Number of units.</summary>
    public int Units { get; }

    /// <summary>Return the output of every timestep rather than the last one only.</summary>
    public bool ReturnSequences { get; set; }

    /// <summary>Read the sequence from its end to its start. Outputs stay in processing order, as in Keras.</summary>
    public bool GoBackwards { get; set; }

    /// <summary>
    /// Apply the reset gate after the recurrent matrix product rather than before it. Default true, as in Keras 3, PyTorch and
    /// cuDNN; the product then has a bias of its own, and the bias tensor is <c>[2, 3·Units]</c>. Keras up to 2.3 and
    /// TensorFlow 1's GRUCell reset before the product and have one bias <c>[3·Units]</c>.
    /// </summary>
    public bool ResetAfter { get; set; } = true;

    /// <summary>Add a bias to the gates. Default true.</summary>
    public bool UseBias { get; set; } = true;

    /// <summary>Activation of the candidate. Default tanh.</summary>
    public Activation Activation { get; set; } = Activation.Tanh;

    /// <summary>α of <see cref="Activation"/>, for one that has it. Left out: the one that <see cref="ModelGen.Activation"/> names.</summary>
    public double ActivationAlpha { get; set; }

    /// <summary>β of <see cref="Activation"/>, for one that has it. Left out: the one that <see cref="ModelGen.Activation"/> names.</summary>
    public double ActivationBeta { get; set; }

    /// <summary>Activation of the update gate z and the reset gate r. Default sigmoid.</summary>
    public Activation RecurrentActivation { get; set; } = Activation.Sigmoid;

    /// <summary>α of <see cref="RecurrentActivation"/>, for one that has it. Left out: the one that <see cref="ModelGen.Activation"/> names.</summary>
    public double RecurrentActivationAlpha { get; set; }

    /// <summary>β of <see cref="RecurrentActivation"/>, for one that has it. Left out: the one that <see cref="ModelGen.Activation"/> names.</summary>
    public double RecurrentActivationBeta { get; set; }

    /// <summary>Initialiser of the kernel <c>[Features, 3·Units]</c>. Default: the preset's.</summary>
    public Initializer KernelInitializer { get; set; }

    /// <summary>Initialiser of the recurrent kernel <c>[Units, 3·Units]</c>. Default: the preset's.</summary>
    public Initializer RecurrentInitializer { get; set; }

    /// <summary>Initialiser of the bias <c>[2, 3·Units]</c> or <c>[3·Units]</c>. Default: the preset's.</summary>
    public Initializer BiasInitializer { get; set; }
}

/// <summary>
/// Runs the recurrent layer on the next line in both directions and merges the outputs. The backward direction
/// reads each row from its own last valid timestep to 0; its outputs are put back in time order before merging.
/// </summary>
[AttributeUsage(AttributeTargets.Class, AllowMultiple = true, Inherited = false)]
public sealed class BidirectionalAttribute : LayerAttribute
{
    /// <summary>How the two directions' outputs become one, or that they stay two. Default <see cref="MergeMode.Concat"/>.</summary>
    public MergeMode Merge { get; set; }
}

/// <summary>
/// Gives the opposite direction of a <see cref="BidirectionalAttribute"/> a layer of its own, that of the next line, as Keras'
/// <c>backward_layer</c> does: another cell, other options, initialisers and, where the outputs are not merged element by element, units.
/// Stands below the layer of the first direction: <c>[Bidirectional] [Lstm(64)] [BackwardLayer] [Gru(32)]</c>.
/// </summary>
[AttributeUsage(AttributeTargets.Class, AllowMultiple = true, Inherited = false)]
public sealed class BackwardLayerAttribute : Attribute;

/// <summary>
/// Turns ids into vectors: reads <c>[T]</c> ids in [0, Vocabulary), returns <c>[T, Dimensions]</c>. It is the first layer of a model that
/// reads ids, or reads one of several inputs: an <c>[Input(1)]</c> above it, or named in <see cref="LayerAttribute.From"/>, which then is a span of ids.
/// </summary>
[AttributeUsage(AttributeTargets.Class, AllowMultiple = true, Inherited = false)]
public sealed class EmbeddingAttribute : WeightedLayerAttribute
{
    /// <summary>Declares an embedding layer.</summary>
    /// <param name="vocabulary">Number of ids: the greatest id plus one (id 0 counts, also with <see cref="MaskZero"/>).</param>
    /// <param name="dimensions">Length of the vector that stands for one id.</param>
    public EmbeddingAttribute(int vocabulary, int dimensions)
    {
        Vocabulary = vocabulary;
        Dimensions = dimensions;
    }

    /// <summary>Number of ids.</summary>
    public int Vocabulary { get; }

    /// <summary>Length of one embedding vector.</summary>
    public int Dimensions { get; }

    /// <summary>Id 0 is padding: later layers hold their state over it and the loss leaves it out.</summary>
    public bool MaskZero { get; set; }

    /// <summary>Initialiser of the embeddings <c>[Vocabulary, Dimensions]</c>. Default: the preset's.</summary>
    public Initializer EmbeddingsInitializer { get; set; }

    /// <summary>Weight of Σ|w| of the embeddings in the loss. Default 0.</summary>
    public double EmbeddingsL1 { get; set; }

    /// <summary>Weight of Σw² of the embeddings in the loss. Default 0.</summary>
    public double EmbeddingsL2 { get; set; }

    /// <summary>What holds for the embeddings after every update. Default none.</summary>
    public WeightConstraint EmbeddingsConstraint { get; set; }

    /// <summary>Half the interval of a uniform, the standard deviation of a normal initialiser of the embeddings (default 0.05), or the gain of an orthogonal or identity (default 1).</summary>
    public double EmbeddingsInitializerScale { get; set; }

    /// <summary>The middle of a uniform or normal initialiser of the embeddings, or the value of a constant one. Default 0.</summary>
    public double EmbeddingsInitializerMean { get; set; }
}

/// <summary>
/// Fully connected layer, activation(x·kernel + bias). On a sequence it is applied to every timestep.
/// Reads <c>[Features]</c> or <c>[T, Features]</c>, returns <c>[Units]</c> or <c>[T, Units]</c>.
/// </summary>
[AttributeUsage(AttributeTargets.Class, AllowMultiple = true, Inherited = false)]
public sealed class DenseAttribute : KernelLayerAttribute
{
    /// <summary>Declares a dense layer.</summary>
    /// <param name="units">Number of outputs.</param>
    public DenseAttribute(int units) => Units = units;

    /// <summary>Number of outputs.</summary>
    public int Units { get; }

    /// <summary>Activation of the output. Default linear.</summary>
    public Activation Activation { get; set; }

    /// <summary>α of <see cref="Activation"/>, for one that has it. Left out: the one that <see cref="ModelGen.Activation"/> names.</summary>
    public double ActivationAlpha { get; set; }

    /// <summary>β of <see cref="Activation"/>, for one that has it. Left out: the one that <see cref="ModelGen.Activation"/> names.</summary>
    public double ActivationBeta { get; set; }

    /// <summary>Add a bias. Default true.</summary>
    public bool UseBias { get; set; } = true;

    /// <summary>Initialiser of the kernel <c>[Features, Units]</c>. Default: the preset's.</summary>
    public Initializer KernelInitializer { get; set; }

    /// <summary>Initialiser of the bias <c>[Units]</c>. Default: the preset's.</summary>
    public Initializer BiasInitializer { get; set; }
}

/// <summary>
/// While training, sets each input element to zero with probability <see cref="Rate"/> and divides the others by
/// 1 − Rate; at inference it does nothing and costs nothing. Keeps its input's shape.
/// </summary>
[AttributeUsage(AttributeTargets.Class, AllowMultiple = true, Inherited = false)]
public sealed class DropoutAttribute : LayerAttribute
{
    /// <summary>Declares a dropout layer.</summary>
    /// <param name="rate">Fraction of the elements to drop, in [0, 1).</param>
    public DropoutAttribute(double rate) => Rate = rate;

    /// <summary>Fraction of the elements to drop.</summary>
    public double Rate { get; }
}

/// <summary>
/// Declares what the model is trained to minimise. Without it the model has no <c>Trainer</c>. A model with several outputs has one for
/// each that is trained; they are added.
/// </summary>
[AttributeUsage(AttributeTargets.Class, AllowMultiple = true, Inherited = false)]
public sealed class LossAttribute : Attribute
{
    /// <summary>Declares the training loss.</summary>
    /// <param name="kind">The loss function.</param>
    public LossAttribute(LossKind kind) => Kind = kind;

    /// <summary>The loss function.</summary>
    public LossKind Kind { get; }

    /// <summary>
    /// The model's outputs are logits: the loss applies softmax (or the sigmoid) itself, in a form that cannot
    /// overflow. False, as in Keras, means the last layer already returns probabilities.
    /// </summary>
    public bool FromLogits { get; set; }

    /// <summary>The name of the layer whose output the loss is for, in a model with several outputs.</summary>
    public string? Output { get; set; }

    /// <summary>What the loss of one of several outputs is multiplied with. Default 1.</summary>
    public double Weight { get; set; } = 1;

    /// <summary>
    /// The share s of every target that a cross-entropy spreads evenly: y·(1 − s) + s/K over K classes, y·(1 − s) + s/2 in a binary one.
    /// At least 0, less than 1. Default 0.
    /// </summary>
    public double LabelSmoothing { get; set; }

    /// <summary>The error beyond which <see cref="LossKind.Huber"/> is straight. Default 1.</summary>
    public double Delta { get; set; } = 1;

    /// <summary>The class of <see cref="LossKind.Ctc"/> that says nothing. Default 0, as in PyTorch and Keras 3; Keras 2's is the last class.</summary>
    public int Blank { get; set; }

    /// <summary>
    /// Under <see cref="LossKind.Ctc"/> a row that has too few timesteps for its labels has loss and gradient 0, as with PyTorch's
    /// <c>zero_infinity</c>. Default false: such a row is refused.
    /// </summary>
    public bool ZeroInfinity { get; set; }
}
