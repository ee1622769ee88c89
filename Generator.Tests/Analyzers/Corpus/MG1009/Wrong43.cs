using System;

public static class P
{
    public static void Go(LongForecast.Weights w, SequenceDataset<float> d, int k)
    {
        using var t = new LongForecast.Trainer(w, k switch { 0 => new Adam(1e-3f), 1 => new Sgd(0.1f), _ => throw new ArgumentException() }); // MG1009
        t.Fit(d, 2);
    }
}

[Model(Features = 8, MaxTimesteps = 400)]
[Lstm(24)]
[Dense(1)]
[Loss(LossKind.MeanSquaredError)]
public sealed partial class LongForecast;
