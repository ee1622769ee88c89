public sealed class P
{
    private readonly Adam _o = new(1e-3f);
    public P() => Setup.Configure(_o);
    public void Go(LongForecast.Weights w, SequenceDataset<float> d)
    {
        using var t = new LongForecast.Trainer(w, _o);
        t.Fit(d, 2);
    }
}
public static class Setup { public static void Configure(Optimizer o) => o.ClipNorm = 1; }

[Model(Features = 8, MaxTimesteps = 400)]
[Lstm(24)]
[Dense(1)]
[Loss(LossKind.MeanSquaredError)]
public sealed partial class LongForecast;
