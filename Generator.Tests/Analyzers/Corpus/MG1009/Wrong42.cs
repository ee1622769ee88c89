public static class P
{
    static Optimizer Make(string s) => new Sgd(0.1f);
    public static void Go(LongForecast.Weights w, SequenceDataset<float> d, string s)
    {
        Optimizer o = s == "a" ? new Adam() : s == "b" ? new AdamW() : new Nadam();
        using var t = new LongForecast.Trainer(w, o); // MG1009
        t.Fit(d, 2);
    }
}

[Model(Features = 8, MaxTimesteps = 400)]
[Lstm(24)]
[Dense(1)]
[Loss(LossKind.MeanSquaredError)]
public sealed partial class LongForecast;
