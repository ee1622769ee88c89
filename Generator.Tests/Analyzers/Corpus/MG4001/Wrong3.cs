[Budget(FlopsPerTimestep = Limits.Flops)] // MG4001
[Model(MaxTimesteps = 12)]
[Embedding(90, 7)]
[SimpleRnn(8)]
[Dense(2)]
internal sealed partial class Pooled;

internal static class Limits
{
    // 2 · (7 · 8 + 8 · 8 + 8 · 2) = 272
    public const long Flops = 271;
}
