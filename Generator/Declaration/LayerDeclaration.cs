using System;
using System.Collections.Generic;
using System.Linq;

namespace ModelGen.Declaration;

/// <summary>One layer attribute. <paramref name="Name"/> is null where the user gave none.</summary>
internal abstract record LayerDeclaration(string? Name)
{
    /// <summary>The names of what it reads as the user wrote them, or null for the layer before it.</summary>
    public string? From { get; init; }

    /// <summary>The names of the arguments that are written, whatever their values.</summary>
    public EquatableArray<string> Written { get; init; }

    /// <summary>The user says that the model returns its output.</summary>
    public bool IsOutput { get; init; }

    /// <summary>The layer's kind in snake case: its default name.</summary>
    public abstract string Kind { get; }

    /// <summary>The regulariser of its outputs.</summary>
    public DeclaredActivity Activity { get; init; }

    /// <summary>Its regularisers and constraints.</summary>
    public WeightRules Rules { get; init; } = WeightRules.None;

    /// <summary>The arguments whose values are members of an enum.</summary>
    public virtual IEnumerable<DeclaredOption> Options => Array.Empty<DeclaredOption>();

    /// <summary>The activations with their parameters.</summary>
    public virtual IEnumerable<DeclaredActivation> Activations => Array.Empty<DeclaredActivation>();
}

/// <summary>An activity regulariser: weights of Σ|y| and of Σy² of a layer's outputs.</summary>
internal readonly record struct DeclaredActivity(double L1, double L2);

/// <summary>An activation, under the name of the argument that chooses it.</summary>
internal readonly record struct DeclaredActivation(string Argument, ActivationFunction Function);

/// <summary>An argument with an enum's value.</summary>
/// <param name="Argument">The argument's name.</param>
/// <param name="Value">Its value, which may be no member of the enum.</param>
/// <param name="IsCellActivation">It must be a function of each unit alone.</param>
internal readonly record struct DeclaredOption(string Argument, Enum Value, bool IsCellActivation = false);

/// <summary>A layer that carries a state from timestep to timestep.</summary>
internal abstract record RecurrentDeclaration(
    string? Name,
    int Units,
    bool ReturnSequences,
    bool GoBackwards,
    bool UseBias,
    ActivationFunction Activation,
    Initializer KernelInitializer,
    Initializer RecurrentInitializer,
    Initializer BiasInitializer)
    : LayerDeclaration(Name)
{
    /// <summary>Outputs of masked timesteps are 0.</summary>
    public bool ZeroOutputForMask { get; init; }

    /// <summary>The bound of the sums that <see cref="Activation"/> and a gate's activation read, which have it too, or null for none.</summary>
    public double? Clip { get; init; }

    /// <summary>Fraction of the input that training drops.</summary>
    public double Dropout { get; init; }

    /// <summary>Fraction of h that training drops where the recurrent kernel multiplies it.</summary>
    public double RecurrentDropout { get; init; }

    /// <summary>Length of the output h.</summary>
    public virtual int Outputs => Units;

    /// <summary>Gate blocks side by side in the kernel and in the recurrent kernel.</summary>
    public abstract int Gates { get; }

    /// <summary>Rows of the bias.</summary>
    public virtual int BiasRows => 1;

    /// <summary>Values per unit and timestep that training keeps of the cell, beside its states.</summary>
    public abstract int KeptPerUnit { get; }

    /// <summary>Training keeps derivatives of an activation too.</summary>
    protected bool KeepsDerivatives => Activations.Any(a => a.Function.KeepsDerivative);

    public override IEnumerable<DeclaredActivation> Activations => new[] { new DeclaredActivation("Activation", Activation) };

    public override IEnumerable<DeclaredOption> Options => new[]
    {
        new DeclaredOption("Activation", Activation.Kind, IsCellActivation: true),
        new DeclaredOption("KernelInitializer", KernelInitializer),
        new DeclaredOption("RecurrentInitializer", RecurrentInitializer),
        new DeclaredOption("BiasInitializer", BiasInitializer),
    };
}

/// <summary>A recurrent layer whose gates have an activation of their own.</summary>
internal abstract record GatedDeclaration(
    string? Name,
    int Units,
    bool ReturnSequences,
    bool GoBackwards,
    bool UseBias,
    ActivationFunction Activation,
    ActivationFunction RecurrentActivation,
    Initializer KernelInitializer,
    Initializer RecurrentInitializer,
    Initializer BiasInitializer)
    : RecurrentDeclaration(Name, Units, ReturnSequences, GoBackwards, UseBias, Activation, KernelInitializer, RecurrentInitializer, BiasInitializer)
{
    public override IEnumerable<DeclaredActivation> Activations
        => base.Activations.Concat(new[] { new DeclaredActivation("RecurrentActivation", RecurrentActivation) });

    public override IEnumerable<DeclaredOption> Options
        => base.Options.Concat(new[] { new DeclaredOption("RecurrentActivation", RecurrentActivation.Kind, IsCellActivation: true) });
}

/// <summary>[Lstm]. <paramref name="UnitForgetBias"/> is null where the preset decides.</summary>
internal sealed record LstmDeclaration(
    string? Name,
    int Units,
    bool ReturnSequences,
    bool GoBackwards,
    bool UseBias,
    bool? UnitForgetBias,
    ActivationFunction Activation,
    ActivationFunction RecurrentActivation,
    Initializer KernelInitializer,
    Initializer RecurrentInitializer,
    Initializer BiasInitializer)
    : GatedDeclaration(Name, Units, ReturnSequences, GoBackwards, UseBias, Activation, RecurrentActivation, KernelInitializer, RecurrentInitializer, BiasInitializer)
{
    public override string Kind => "lstm";

    /// <summary>Activation of the cell state at the output, or null for <see cref="RecurrentDeclaration.Activation"/>.</summary>
    public ActivationFunction? OutputActivation { get; init; }

    /// <summary>The gates and the cell state are normalised.</summary>
    public bool LayerNorm { get; init; }

    /// <summary>What is added to the variances, or null for the default.</summary>
    public double? LayerNormEpsilon { get; init; }

    /// <summary>Initialiser of the gates' gain.</summary>
    public Initializer GainInitializer { get; init; }

    /// <summary>Initialiser of c's gain.</summary>
    public Initializer CellGainInitializer { get; init; }

    /// <summary>Initialiser of c's shift.</summary>
    public Initializer CellBiasInitializer { get; init; }

    /// <summary>Fraction of the candidate that training drops.</summary>
    public double CandidateDropout { get; init; }

    /// <summary>Length of the projected output, or null for none.</summary>
    public int? Projection { get; init; }

    /// <summary>The bound of the projected output, or null for none.</summary>
    public double? ProjectionClip { get; init; }

    /// <summary>Initialiser of the projection kernel.</summary>
    public Initializer ProjectionInitializer { get; init; }

    public override int Outputs => Projection ?? Units;

    /// <summary>The gates look at the cell state.</summary>
    public bool Peepholes { get; init; }

    /// <summary>The bound of the cell state, or null for none.</summary>
    public double? CellClip { get; init; }

    /// <summary>The forget gate is 1 − the input gate.</summary>
    public bool InputForgetCoupling { get; init; }

    public override int Gates => 4;

    // A projection keeps what it reads, a normalisation what it reads of the gates and of c, dropout what the candidate is multiplied with.
    public override int KeptPerUnit => 4 + (KeepsDerivatives ? 5 : 0) + (Projection is null ? 0 : 1) + (LayerNorm ? 5 : 0) + (CandidateDropout == 0 ? 0 : 1);

    public override IEnumerable<DeclaredActivation> Activations
        => OutputActivation is { } output ? base.Activations.Concat(new[] { new DeclaredActivation("OutputActivation", output) }) : base.Activations;

    public override IEnumerable<DeclaredOption> Options
    {
        get
        {
            IEnumerable<DeclaredOption> options = base.Options.Concat(new[]
            {
                new DeclaredOption("ProjectionInitializer", ProjectionInitializer),
                new DeclaredOption("GainInitializer", GainInitializer),
                new DeclaredOption("CellGainInitializer", CellGainInitializer),
                new DeclaredOption("CellBiasInitializer", CellBiasInitializer),
            });
            return OutputActivation is { } output ? options.Concat(new[] { new DeclaredOption("OutputActivation", output.Kind, IsCellActivation: true) }) : options;
        }
    }
}

/// <summary>[Gru].</summary>
internal sealed record GruDeclaration(
    string? Name,
    int Units,
    bool ReturnSequences,
    bool GoBackwards,
    bool UseBias,
    bool ResetAfter,
    ActivationFunction Activation,
    ActivationFunction RecurrentActivation,
    Initializer KernelInitializer,
    Initializer RecurrentInitializer,
    Initializer BiasInitializer)
    : GatedDeclaration(Name, Units, ReturnSequences, GoBackwards, UseBias, Activation, RecurrentActivation, KernelInitializer, RecurrentInitializer, BiasInitializer)
{
    public override string Kind => "gru";

    public override int Gates => 3;

    public override int BiasRows => ResetAfter ? 2 : 1;

    public override int KeptPerUnit => (ResetAfter ? 6 : 4) + (KeepsDerivatives ? 3 : 0);
}

/// <summary>[SimpleRnn].</summary>
internal sealed record SimpleRnnDeclaration(
    string? Name,
    int Units,
    bool ReturnSequences,
    bool GoBackwards,
    bool UseBias,
    ActivationFunction Activation,
    Initializer KernelInitializer,
    Initializer RecurrentInitializer,
    Initializer BiasInitializer)
    : RecurrentDeclaration(Name, Units, ReturnSequences, GoBackwards, UseBias, Activation, KernelInitializer, RecurrentInitializer, BiasInitializer)
{
    public override string Kind => "simple_rnn";

    public override int Gates => 1;

    public override int KeptPerUnit => KeepsDerivatives ? 2 : 1;
}

/// <summary>[Bidirectional]: wraps the recurrent layer that follows it.</summary>
internal sealed record BidirectionalDeclaration(string? Name, MergeMode Merge) : LayerDeclaration(Name)
{
    public override string Kind => "bidirectional";

    public override IEnumerable<DeclaredOption> Options => new[] { new DeclaredOption("Merge", Merge) };
}

/// <summary>[BackwardLayer]: the recurrent layer that follows it is the opposite direction of the bidirectional one above it.</summary>
internal sealed record BackwardLayerDeclaration() : LayerDeclaration((string?)null)
{
    public override string Kind => "backward_layer";
}

/// <summary>[Input]: some columns of the model's input.</summary>
internal sealed record InputDeclaration(string? Name, int Features) : LayerDeclaration(Name)
{
    public override string Kind => "input";
}

/// <summary>[Embedding].</summary>
internal sealed record EmbeddingDeclaration(
    string? Name,
    int Vocabulary,
    int Dimensions,
    bool MaskZero,
    Initializer EmbeddingsInitializer)
    : LayerDeclaration(Name)
{
    public override string Kind => "embedding";

    public override IEnumerable<DeclaredOption> Options => new[] { new DeclaredOption("EmbeddingsInitializer", EmbeddingsInitializer) };
}

/// <summary>[Dense].</summary>
internal sealed record DenseDeclaration(
    string? Name,
    int Units,
    ActivationFunction Activation,
    bool UseBias,
    Initializer KernelInitializer,
    Initializer BiasInitializer)
    : LayerDeclaration(Name)
{
    public override string Kind => "dense";

    public override IEnumerable<DeclaredActivation> Activations => new[] { new DeclaredActivation("Activation", Activation) };

    public override IEnumerable<DeclaredOption> Options => new[]
    {
        new DeclaredOption("Activation", Activation.Kind),
        new DeclaredOption("KernelInitializer", KernelInitializer),
        new DeclaredOption("BiasInitializer", BiasInitializer),
    };
}

/// <summary>[Dropout].</summary>
internal sealed record DropoutDeclaration(string? Name, double Rate) : LayerDeclaration(Name)
{
    public override string Kind => "dropout";
}

/// <summary>[Concatenate], [Add] and [Multiply]: nothing but a way to join what they read.</summary>
internal sealed record MergeDeclaration(string? Name, JoinKind Join) : LayerDeclaration(Name)
{
    public override string Kind => Join switch
    {
        JoinKind.Add => "add",
        JoinKind.Multiply => "multiply",
        _ => "concatenate",
    };
}

/// <summary>How a layer's sources become its one input.</summary>
internal enum JoinKind
{
    /// <summary>Side by side.</summary>
    Concatenate,

    /// <summary>Their sum, element by element.</summary>
    Add,

    /// <summary>Their product, element by element.</summary>
    Multiply,
}

/// <summary>[LayerNormalization].</summary>
internal sealed record LayerNormalizationDeclaration(
    string? Name,
    double Epsilon,
    bool Center,
    bool Scale,
    Initializer GammaInitializer,
    Initializer BetaInitializer)
    : LayerDeclaration(Name)
{
    public override string Kind => "layer_normalization";

    public override IEnumerable<DeclaredOption> Options => new[]
    {
        new DeclaredOption("GammaInitializer", GammaInitializer),
        new DeclaredOption("BetaInitializer", BetaInitializer),
    };
}

/// <summary>[GlobalAveragePooling1D] or [GlobalMaxPooling1D].</summary>
internal sealed record PoolingDeclaration(string? Name, PoolingKind Pooling) : LayerDeclaration(Name)
{
    public override string Kind => Pooling switch
    {
        PoolingKind.Average => "global_average_pooling1d",
        PoolingKind.Max => "global_max_pooling1d",
        _ => "last_timestep",
    };
}

/// <summary>[Masking].</summary>
internal sealed record MaskingDeclaration(string? Name, double Value) : LayerDeclaration(Name)
{
    public override string Kind => "masking";
}

/// <summary>[BatchNormalization].</summary>
internal sealed record BatchNormalizationDeclaration(
    string? Name,
    double Momentum,
    double Epsilon,
    bool Center,
    bool Scale,
    Initializer GammaInitializer,
    Initializer BetaInitializer,
    Initializer MovingMeanInitializer,
    Initializer MovingVarianceInitializer)
    : LayerDeclaration(Name)
{
    public override string Kind => "batch_normalization";

    public override IEnumerable<DeclaredOption> Options => new[]
    {
        new DeclaredOption("GammaInitializer", GammaInitializer),
        new DeclaredOption("BetaInitializer", BetaInitializer),
        new DeclaredOption("MovingMeanInitializer", MovingMeanInitializer),
        new DeclaredOption("MovingVarianceInitializer", MovingVarianceInitializer),
    };
}

/// <summary>[Flatten].</summary>
internal sealed record FlattenDeclaration(string? Name) : LayerDeclaration(Name)
{
    public override string Kind => "flatten";
}

/// <summary>[RepeatVector].</summary>
internal sealed record RepeatVectorDeclaration(string? Name, int N) : LayerDeclaration(Name)
{
    public override string Kind => "repeat_vector";
}

/// <summary>[Activation].</summary>
internal sealed record ActivationDeclaration(string? Name, ActivationFunction Activation) : LayerDeclaration(Name)
{
    public override string Kind => "activation";

    public override IEnumerable<DeclaredActivation> Activations => new[] { new DeclaredActivation("Activation", Activation) };

    public override IEnumerable<DeclaredOption> Options => new[] { new DeclaredOption("activation", Activation.Kind) };
}
