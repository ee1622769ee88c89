public static class P
{
    static Optimizer Opt() => new AdamW(1e-3f);
    public static void Go(LongForecast.Weights w, SequenceDataset<float> d)
    {
        using var t = new LongForecast.Trainer(w, Opt()); // MG1009
        t.Fit(d, 3);
    }
}

[Model(Features = 8, MaxTimesteps = 400)]
[Lstm(24)]
[Dense(1)]
[Loss(LossKind.MeanSquaredError)]
public sealed partial class LongForecast;
