public static class P
{
    public static void Run(LongForecast.Weights w, SequenceDataset<float> d, bool fast)
    {
        Optimizer opt = fast ? new Sgd(0.1f) : new Adam(1e-3f);
        using var t = new LongForecast.Trainer(w, opt); // MG1009
        t.Fit(d, 2);
    }
}

[Model(Features = 8, MaxTimesteps = 400)]
[Lstm(24)]
[Dense(1)]
[Loss(LossKind.MeanSquaredError)]
public sealed partial class LongForecast;
