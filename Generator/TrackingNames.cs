namespace ModelGen.Generator;

/// <summary>Names of the pipeline's steps, for tests of incremental generation.</summary>
public static class TrackingNames
{
    /// <summary>Attributes read into an equatable declaration.</summary>
    public const string Declaration = nameof(Declaration);

    /// <summary>Source text of a model's files.</summary>
    public const string Source = nameof(Source);
}
