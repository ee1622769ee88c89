namespace ModelGen.Benchmarks.Harness;

/// <summary>How long to measure.</summary>
/// <param name="Rounds">The most rounds; in each, every contender runs once.</param>
/// <param name="FewestRounds">The fewest, where a round takes so long that <paramref name="Rounds"/> would exceed the time.</param>
/// <param name="CaseMilliseconds">Time for the rounds of a case.</param>
/// <param name="BlockMilliseconds">
/// Time of one contender's turn. Shorter than a scheduler's time slice, so that on a busy machine most turns stay undisturbed.
/// A contender whose single call takes longer makes one call.
/// </param>
/// <param name="SingleCalls">Calls timed one by one for the 99th percentile, less where they would take longer than a third of the case's time.</param>
internal sealed record TimingOptions(int Rounds, int FewestRounds, double CaseMilliseconds, double BlockMilliseconds, int SingleCalls)
{
    public static TimingOptions Full { get; } = new(151, 15, 750, 1, 10_000);

    public static TimingOptions Quick { get; } = new(15, 5, 100, 0.5, 1_000);
}
