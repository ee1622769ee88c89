public static class P
{
    static Adam Make() => new(1e-3f) { ClipNorm = 1f };
    public static void Go(LongForecast.Weights w, SequenceDataset<float> d)
    {
        using var t = new LongForecast.Trainer(w, Make());
        t.Fit(d, 2);
    }
}

[Model(Features = 8, MaxTimesteps = 400)]
[Lstm(24)]
[Dense(1)]
[Loss(LossKind.MeanSquaredError)]
public sealed partial class LongForecast;
