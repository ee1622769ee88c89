namespace ModelGen;

/// <summary>How a <see cref="CtcDecoder"/> reads outputs.</summary>
public sealed record CtcDecoderOptions
{
    /// <summary>The class that says nothing. Default 0, as in PyTorch and Keras 3; Keras 2's is the last class.</summary>
    public int Blank { get; init; }

    /// <summary>Prefixes that a beam search keeps. Default 16.</summary>
    public int BeamWidth { get; init; } = 16;

    /// <summary>What the outputs are. Default logits.</summary>
    public DecoderScores Scores { get; init; }
}
