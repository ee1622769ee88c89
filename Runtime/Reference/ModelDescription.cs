using System.Collections.Generic;
using System.Collections.Immutable;
using ModelGen.CompilerServices;

namespace ModelGen;

/// <summary>
/// What a compiled model is made of, as plain values: every layer with its resolved shape and options. A model's
/// <c>Description</c> returns it; together with the weights it is all that <c>ReferenceNetwork</c> needs.
/// </summary>
/// <param name="Name">The model's name.</param>
/// <param name="Features">Input features per timestep; 1 for a model that reads ids.</param>
/// <param name="Vocabulary">Number of ids, or 0 for a model that reads features.</param>
/// <param name="MaxTimesteps">The longest sequence.</param>
/// <param name="Layers">The layers from top to bottom; a wrapper and the layer it wraps are one entry.</param>
/// <param name="Loss">The training loss, or null where the model declares none or has several outputs, whose layers have the losses.</param>
/// <param name="FromLogits">The loss applies softmax or the sigmoid itself.</param>
public sealed record ModelDescription(
    string Name,
    int Features,
    int Vocabulary,
    int MaxTimesteps,
    ImmutableArray<LayerDescription> Layers,
    LossKind? Loss,
    bool FromLogits)
{
    /// <summary>The share of targets that the loss spreads evenly.</summary>
    public double LabelSmoothing { get; init; }

    /// <summary>Where Huber's loss becomes straight.</summary>
    public double Delta { get; init; } = 1;

    /// <summary>The class of a CTC loss that says nothing.</summary>
    public int Blank { get; init; }

    /// <summary>Rows with too few timesteps for their labels have a CTC loss of 0.</summary>
    public bool ZeroInfinity { get; init; }
}

/// <summary>The loss of one of several outputs.</summary>
/// <param name="Kind">The loss function.</param>
/// <param name="FromLogits">It applies softmax or the sigmoid itself.</param>
/// <param name="Weight">What it is multiplied with in the sum of all.</param>
public sealed record OutputLoss(LossKind Kind, bool FromLogits, double Weight)
{
    /// <summary>The share of targets that is spread evenly.</summary>
    public double LabelSmoothing { get; init; }

    /// <summary>Where Huber's loss becomes straight.</summary>
    public double Delta { get; init; } = 1;
}

/// <summary>One weight tensor: its name and logical shape (Keras layout).</summary>
/// <param name="Name">E.g. <c>lstm.kernel</c>.</param>
/// <param name="Shape">E.g. [InputSize, 4·Units].</param>
public sealed record TensorDescription(string Name, ImmutableArray<int> Shape)
{
    /// <summary>Training has a gradient for it.</summary>
    public bool IsTrainable { get; init; } = true;

    /// <summary>Number of elements.</summary>
    public int Length
    {
        get
        {
            int length = 1;
            foreach (int size in Shape)
            {
                length *= size;
            }

            return length;
        }
    }
}

/// <summary>One layer of a <see cref="ModelDescription"/>.</summary>
/// <param name="Name">The layer's name, with which the names of its tensors begin.</param>
public abstract record LayerDescription(string Name)
{
    /// <summary>Weight of Σ|y| of the outputs in the loss, divided by the rows of the batch.</summary>
    public double ActivityL1 { get; init; }

    /// <summary>Weight of Σy² of the outputs in the loss, divided by the rows of the batch.</summary>
    public double ActivityL2 { get; init; }

    /// <summary>
    /// Names of the layers that it reads, separated by a comma and a space, in order: their outputs side by side. <c>input</c> is the
    /// model's input; null the layer before.
    /// </summary>
    public string? From { get; init; }

    /// <summary>The model returns its output, as it does that of the last layer: all of them side by side, in the order of the layers.</summary>
    public bool IsOutput { get; init; }

    /// <summary>The loss of this output in a model with several; null where it is not trained.</summary>
    public OutputLoss? Loss { get; init; }

    /// <summary>The layer's weights, in the order in which files list them.</summary>
    public virtual IEnumerable<TensorDescription> Tensors => [];

    /// <summary>The layer's recurrent states, in the order in which <see cref="ModelState"/> holds them.</summary>
    public virtual IEnumerable<StateTensor> States => [];
}

/// <summary>A recurrent layer: reads <c>[T, InputSize]</c>, returns <c>[Units]</c>, or <c>[T, Units]</c> where <paramref name="ReturnSequences"/>.</summary>
/// <param name="Name">The layer's name.</param>
/// <param name="InputSize">Features of the layer's input.</param>
/// <param name="Units">Number of units, and without a projection the length of the output.</param>
/// <param name="ReturnSequences">The layer returns every timestep's output.</param>
/// <param name="GoBackwards">The layer reads each row from its end to its start and leaves the outputs in that order.</param>
public abstract record RecurrentDescription(string Name, int InputSize, int Units, bool ReturnSequences, bool GoBackwards)
    : LayerDescription(Name)
{
    /// <summary>Length of the output h.</summary>
    internal virtual int OutputSize => Units;

    /// <summary>Outputs of masked timesteps are 0.</summary>
    public bool ZeroOutputForMask { get; init; }

    /// <summary>The bound of the gates' sums, or null for none.</summary>
    public double? Clip { get; init; }

    /// <summary>Fraction of the input that training drops, by gate.</summary>
    public double Dropout { get; init; }

    /// <summary>Fraction of h that training drops where the recurrent kernel multiplies it, by gate.</summary>
    public double RecurrentDropout { get; init; }

    /// <summary>α of the activation, or null for its own.</summary>
    public double? ActivationAlpha { get; init; }

    /// <summary>β of the activation, or null for its own.</summary>
    public double? ActivationBeta { get; init; }
}

/// <summary>
/// A gated recurrent unit layer: reads <c>[T, InputSize]</c>, returns <c>[Units]</c>, or <c>[T, Units]</c> where
/// <paramref name="ReturnSequences"/>. Tensors: <c>name.kernel</c> [InputSize, 3·Units], <c>name.recurrent_kernel</c>
/// [Units, 3·Units] and, with <paramref name="UseBias"/>, <c>name.bias</c> [2, 3·Units] (the input's and the recurrent
/// product's), or [3·Units] without <paramref name="ResetAfter"/>; gates z, r, h.
/// </summary>
/// <param name="Name">The layer's name.</param>
/// <param name="InputSize">Features of the layer's input.</param>
/// <param name="Units">Length of the hidden state.</param>
/// <param name="ReturnSequences">The layer returns every timestep's output.</param>
/// <param name="GoBackwards">The layer reads each row from its end to its start and leaves the outputs in that order.</param>
/// <param name="UseBias">The gates have a bias.</param>
/// <param name="ResetAfter">The reset gate multiplies the candidate's recurrent product rather than the state before it.</param>
/// <param name="Activation">Activation of the candidate.</param>
/// <param name="RecurrentActivation">Activation of the update gate and of the reset gate.</param>
public sealed record GruDescription(
    string Name,
    int InputSize,
    int Units,
    bool ReturnSequences,
    bool GoBackwards,
    bool UseBias,
    bool ResetAfter,
    Activation Activation,
    Activation RecurrentActivation)
    : RecurrentDescription(Name, InputSize, Units, ReturnSequences, GoBackwards)
{
    /// <summary>α of the gates' activation, or null for its own.</summary>
    public double? RecurrentActivationAlpha { get; init; }

    /// <summary>β of the gates' activation, or null for its own.</summary>
    public double? RecurrentActivationBeta { get; init; }

    internal ReferenceFunction ActivationFunction => new(Activation, ActivationAlpha, ActivationBeta) { Clip = Clip };

    internal ReferenceFunction RecurrentActivationFunction => new(RecurrentActivation, RecurrentActivationAlpha, RecurrentActivationBeta) { Clip = Clip };

    /// <inheritdoc/>
    public override IEnumerable<TensorDescription> Tensors
    {
        get
        {
            yield return new($"{Name}.kernel", [InputSize, 3 * Units]);
            yield return new($"{Name}.recurrent_kernel", [Units, 3 * Units]);
            if (UseBias)
            {
                yield return new($"{Name}.bias", ResetAfter ? [2, 3 * Units] : [3 * Units]);
            }
        }
    }

    /// <inheritdoc/>
    public override IEnumerable<StateTensor> States => [new($"{Name}.h", Units)];
}

/// <summary>
/// A simple recurrent layer: reads <c>[T, InputSize]</c>, returns <c>[Units]</c>, or <c>[T, Units]</c> where
/// <paramref name="ReturnSequences"/>. Tensors: <c>name.kernel</c> [InputSize, Units], <c>name.recurrent_kernel</c>
/// [Units, Units] and, with <paramref name="UseBias"/>, <c>name.bias</c> [Units].
/// </summary>
/// <param name="Name">The layer's name.</param>
/// <param name="InputSize">Features of the layer's input.</param>
/// <param name="Units">Length of the hidden state.</param>
/// <param name="ReturnSequences">The layer returns every timestep's output.</param>
/// <param name="GoBackwards">The layer reads each row from its end to its start and leaves the outputs in that order.</param>
/// <param name="UseBias">The units have a bias.</param>
/// <param name="Activation">Activation of the state.</param>
public sealed record SimpleRnnDescription(
    string Name,
    int InputSize,
    int Units,
    bool ReturnSequences,
    bool GoBackwards,
    bool UseBias,
    Activation Activation)
    : RecurrentDescription(Name, InputSize, Units, ReturnSequences, GoBackwards)
{
    internal ReferenceFunction ActivationFunction => new(Activation, ActivationAlpha, ActivationBeta) { Clip = Clip };

    /// <inheritdoc/>
    public override IEnumerable<TensorDescription> Tensors
    {
        get
        {
            yield return new($"{Name}.kernel", [InputSize, Units]);
            yield return new($"{Name}.recurrent_kernel", [Units, Units]);
            if (UseBias)
            {
                yield return new($"{Name}.bias", [Units]);
            }
        }
    }

    /// <inheritdoc/>
    public override IEnumerable<StateTensor> States => [new($"{Name}.h", Units)];
}

/// <summary>
/// Two recurrent layers that differ in their weights and their direction only, unless <see cref="Backward"/> says more. Tensors: <c>name.forward.kernel</c>,
/// <c>name.backward.kernel</c> and so on.
/// </summary>
/// <param name="Name">The layer's name.</param>
/// <param name="Merge">How the two directions' outputs become one. Those of <see cref="MergeMode.None"/> are side by side here, and two <see cref="ColumnsDescription"/> follow.</param>
/// <param name="Forward">The wrapped layer, whose options both directions share. Its <c>Name</c> names no tensor.</param>
public sealed record BidirectionalDescription(string Name, MergeMode Merge, RecurrentDescription Forward)
    : LayerDescription(Name)
{
    /// <summary>The layer that runs in the wrapped layer's own direction, under the name of its tensors.</summary>
    internal RecurrentDescription ForwardLayer => Forward with { Name = $"{Name}.forward" };

    /// <summary>The layer that runs in the opposite direction, under the name of its tensors.</summary>
    internal RecurrentDescription BackwardLayer => (Backward ?? Forward) with { Name = $"{Name}.backward", GoBackwards = !Forward.GoBackwards };

    /// <summary>The layer that runs in the opposite direction, where it has a cell or options of its own; its <c>GoBackwards</c> is the opposite of the other's.</summary>
    public RecurrentDescription? Backward { get; init; }

    /// <inheritdoc/>
    public override IEnumerable<TensorDescription> Tensors => [.. ForwardLayer.Tensors, .. BackwardLayer.Tensors];

    /// <inheritdoc/>
    public override IEnumerable<StateTensor> States => [.. ForwardLayer.States, .. BackwardLayer.States];
}

/// <summary>
/// Some columns of what it reads, unchanged: one of several inputs (<c>From</c> is <c>input</c>), or one direction of a bidirectional layer that does not merge
/// them. Reads <c>[T, Features]</c>, returns
/// <c>[T, Width]</c>, or the same without T.
/// </summary>
/// <param name="Name">What layers call it.</param>
/// <param name="Column">The first column.</param>
/// <param name="Width">Number of columns.</param>
public sealed record ColumnsDescription(string Name, int Column, int Width) : LayerDescription(Name);

/// <summary>Turns ids into vectors: reads <c>[T]</c> ids, returns <c>[T, Dimensions]</c>. Tensor: <c>name.embeddings</c> [Vocabulary, Dimensions].</summary>
/// <param name="Name">The layer's name.</param>
/// <param name="Vocabulary">Number of ids.</param>
/// <param name="Dimensions">Length of one embedding vector.</param>
/// <param name="MaskZero">Id 0 masks its timestep.</param>
public sealed record EmbeddingDescription(string Name, int Vocabulary, int Dimensions, bool MaskZero)
    : LayerDescription(Name)
{
    /// <inheritdoc/>
    public override IEnumerable<TensorDescription> Tensors => [new($"{Name}.embeddings", [Vocabulary, Dimensions])];
}

/// <summary>
/// A fully connected layer, on a sequence applied to every timestep. Tensors: <c>name.kernel</c> [InputSize, Units]
/// and, with <paramref name="UseBias"/>, <c>name.bias</c> [Units].
/// </summary>
/// <param name="Name">The layer's name.</param>
/// <param name="InputSize">Features of the layer's input.</param>
/// <param name="Units">Number of outputs.</param>
/// <param name="Activation">Activation of the output.</param>
/// <param name="UseBias">The outputs have a bias.</param>
public sealed record DenseDescription(string Name, int InputSize, int Units, Activation Activation, bool UseBias)
    : LayerDescription(Name)
{
    /// <summary>α of the activation, or null for its own.</summary>
    public double? ActivationAlpha { get; init; }

    /// <summary>β of the activation, or null for its own.</summary>
    public double? ActivationBeta { get; init; }

    internal ReferenceFunction ActivationFunction => new(Activation, ActivationAlpha, ActivationBeta);

    /// <inheritdoc/>
    public override IEnumerable<TensorDescription> Tensors
    {
        get
        {
            yield return new($"{Name}.kernel", [InputSize, Units]);
            if (UseBias)
            {
                yield return new($"{Name}.bias", [Units]);
            }
        }
    }
}

/// <summary>Drops elements while training; the identity at inference, and in <c>ReferenceNetwork</c>.</summary>
/// <param name="Name">The layer's name.</param>
/// <param name="Rate">Fraction of the elements to drop.</param>
public sealed record DropoutDescription(string Name, double Rate) : LayerDescription(Name);

/// <summary>Several outputs side by side: reads <c>[T, a]</c>, <c>[T, b]</c>, …, returns <c>[T, a + b + …]</c>, or the same without T.</summary>
/// <param name="Name">The layer's name.</param>
public sealed record ConcatenateDescription(string Name) : LayerDescription(Name);

/// <summary>The sum of several outputs of one width, element by element.</summary>
/// <param name="Name">The layer's name.</param>
public sealed record AddDescription(string Name) : LayerDescription(Name);

/// <summary>The product of several outputs of one width, element by element.</summary>
/// <param name="Name">The layer's name.</param>
public sealed record MultiplyDescription(string Name) : LayerDescription(Name);

/// <summary>
/// Normalises each row over its features: (x − μ) / √(σ² + ε) · gamma + beta. Tensors: with <paramref name="Scale"/> <c>name.gamma</c> [Size], with
/// <paramref name="Center"/> <c>name.beta</c> [Size].
/// </summary>
/// <param name="Name">The layer's name.</param>
/// <param name="Size">Features of a row.</param>
/// <param name="Epsilon">Added to the variance.</param>
/// <param name="Scale">There is a gamma.</param>
/// <param name="Center">There is a beta.</param>
public sealed record LayerNormalizationDescription(string Name, int Size, double Epsilon, bool Scale, bool Center) : LayerDescription(Name)
{
    /// <inheritdoc/>
    public override IEnumerable<TensorDescription> Tensors
    {
        get
        {
            if (Scale)
            {
                yield return new($"{Name}.gamma", [Size]);
            }

            if (Center)
            {
                yield return new($"{Name}.beta", [Size]);
            }
        }
    }
}

/// <summary>The mean or the maximum over the active timesteps: reads <c>[T, Size]</c>, returns <c>[Size]</c>.</summary>
/// <param name="Name">The layer's name.</param>
/// <param name="Size">Features.</param>
/// <param name="Kind">What becomes of a feature's values.</param>
public sealed record PoolingDescription(string Name, int Size, PoolingKind Kind) : LayerDescription(Name);

/// <summary>Masks the timesteps of the model's input whose features all equal a value, and sets them to 0.</summary>
/// <param name="Name">The layer's name.</param>
/// <param name="Value">The value.</param>
public sealed record MaskingDescription(string Name, float Value) : LayerDescription(Name);

/// <summary>
/// Normalises each feature: (x − μ) / √(σ² + ε) · gamma + beta. Tensors: with <paramref name="Scale"/> <c>name.gamma</c> [Size], with
/// <paramref name="Center"/> <c>name.beta</c> [Size]; <c>name.moving_mean</c> and <c>name.moving_variance</c> [Size], which are not trained.
/// </summary>
/// <param name="Name">The layer's name.</param>
/// <param name="Size">Features of a row.</param>
/// <param name="Epsilon">Added to the variance.</param>
/// <param name="Scale">There is a gamma.</param>
/// <param name="Center">There is a beta.</param>
public sealed record BatchNormalizationDescription(string Name, int Size, double Epsilon, bool Scale, bool Center) : LayerDescription(Name)
{
    /// <inheritdoc/>
    public override IEnumerable<TensorDescription> Tensors
    {
        get
        {
            if (Scale)
            {
                yield return new($"{Name}.gamma", [Size]);
            }

            if (Center)
            {
                yield return new($"{Name}.beta", [Size]);
            }

            yield return new($"{Name}.moving_mean", [Size]) { IsTrainable = false };
            yield return new($"{Name}.moving_variance", [Size]) { IsTrainable = false };
        }
    }
}
