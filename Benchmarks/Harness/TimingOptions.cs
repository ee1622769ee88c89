namespace ModelGen.Benchmarks.Harness;

/// <summary>How long to measure.</summary>
/// <param name="Rounds">Number of rounds; in each, every contender runs once.</param>
/// <param name="BlockMilliseconds">
/// Time of one contender's turn. Shorter than a scheduler's time slice, so that on a busy machine most turns stay undisturbed.
/// </param>
/// <param name="SingleCalls">Calls timed one by one for the 99th percentile.</param>
internal sealed record TimingOptions(int Rounds, double BlockMilliseconds, int SingleCalls)
{
    public static TimingOptions Full { get; } = new(151, 1, 10_000);

    public static TimingOptions Quick { get; } = new(21, 0.5, 2_000);
}
