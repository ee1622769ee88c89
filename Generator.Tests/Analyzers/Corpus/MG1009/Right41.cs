public static class P
{
    public static void Go(LongForecast.Weights w, SequenceDataset<float> d, bool b)
    {
        using var t = new LongForecast.Trainer(w, b ? new Adam { ClipNorm = 1f } : new Sgd(0.1f) { ClipValue = 1f });
        t.Fit(d, 2);
    }
}

[Model(Features = 8, MaxTimesteps = 400)]
[Lstm(24)]
[Dense(1)]
[Loss(LossKind.MeanSquaredError)]
public sealed partial class LongForecast;
