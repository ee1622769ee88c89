namespace ModelGen.Declaration;

/// <summary>One layer attribute. <paramref name="Name"/> is null where the user gave none.</summary>
internal abstract record LayerDeclaration(string? Name)
{
    /// <summary>The layer's kind in snake case: its default name.</summary>
    public abstract string Kind { get; }
}

/// <summary>A layer that carries a state from timestep to timestep.</summary>
internal abstract record RecurrentDeclaration(string? Name, int Units, bool ReturnSequences, bool GoBackwards)
    : LayerDeclaration(Name);

/// <summary>[Lstm]. <paramref name="UnitForgetBias"/> is null where the preset decides.</summary>
internal sealed record LstmDeclaration(
    string? Name,
    int Units,
    bool ReturnSequences,
    bool GoBackwards,
    bool UseBias,
    bool? UnitForgetBias,
    Activation Activation,
    Activation RecurrentActivation,
    Initializer KernelInitializer,
    Initializer RecurrentInitializer,
    Initializer BiasInitializer)
    : RecurrentDeclaration(Name, Units, ReturnSequences, GoBackwards)
{
    public override string Kind => "lstm";
}

/// <summary>[Bidirectional]: wraps the recurrent layer that follows it.</summary>
internal sealed record BidirectionalDeclaration(string? Name, MergeMode Merge) : LayerDeclaration(Name)
{
    public override string Kind => "bidirectional";
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
}

/// <summary>[Dense].</summary>
internal sealed record DenseDeclaration(
    string? Name,
    int Units,
    Activation Activation,
    bool UseBias,
    Initializer KernelInitializer,
    Initializer BiasInitializer)
    : LayerDeclaration(Name)
{
    public override string Kind => "dense";
}

/// <summary>[Dropout].</summary>
internal sealed record DropoutDeclaration(string? Name, double Rate) : LayerDeclaration(Name)
{
    public override string Kind => "dropout";
}
