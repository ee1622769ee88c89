public static class P
{
    private static readonly Optimizer s_opt = new Adam(3e-4f);
    public static void Go(LongForecast.Weights w, SequenceDataset<float> d)
    {
        using var t = new LongForecast.Trainer(w, s_opt); // MG1009
        t.Fit(d, 2);
    }
}

[Model(Features = 8, MaxTimesteps = 400)]
[Lstm(24)]
[Dense(1)]
[Loss(LossKind.MeanSquaredError)]
public sealed partial class LongForecast;
