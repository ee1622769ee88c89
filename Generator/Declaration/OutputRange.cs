namespace ModelGen.Declaration;

/// <summary>What last squashed a layer's outputs.</summary>
internal enum Squash
{
    /// <summary>Nothing, or something that was not the last word.</summary>
    None,

    /// <summary>A sigmoid of each output by itself.</summary>
    Sigmoid,

    /// <summary>A softmax: the outputs are a distribution.</summary>
    Softmax,
}

/// <summary>Between which bounds a layer's outputs lie, whatever its weights are.</summary>
/// <param name="Low">No output is less.</param>
/// <param name="High">No output is greater.</param>
/// <param name="Squash">Outputs are those of a sigmoid or a softmax.</param>
/// <param name="Layer">The layer whose activation, or lack of one, decides that.</param>
internal readonly record struct OutputRange(double Low, double High, Squash Squash, int Layer)
{
    /// <summary>Each output can be a probability, whatever the weights are.</summary>
    public bool IsProbability => Low >= 0 && High <= 1;

    /// <summary>Some weights make an output negative.</summary>
    public bool CanBeNegative => Low < 0;

    /// <summary>Nothing bounds the outputs on either side: they are logits.</summary>
    public bool IsUnbounded => double.IsNegativeInfinity(Low) && double.IsPositiveInfinity(High);
}
