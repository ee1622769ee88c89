public static class P
{
    public static void Go(LongForecast.Weights w, SequenceDataset<float> d, string name)
    {
        Optimizer o = name switch { "sgd" => new Sgd(0.01f), "adam" => new Adam(1e-3f), _ => new RmsProp(1e-3f) };
        using var t = new LongForecast.Trainer(w, o); // MG1009
        t.Fit(d, 3);
    }
}

[Model(Features = 8, MaxTimesteps = 400)]
[Lstm(24)]
[Dense(1)]
[Loss(LossKind.MeanSquaredError)]
public sealed partial class LongForecast;
