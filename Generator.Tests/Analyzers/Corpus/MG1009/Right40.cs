public static class P
{
    public static EvaluationResult Go(LongForecast.Weights w, SequenceDataset<float> d)
    {
        using var t = new LongForecast.Trainer(w, new Sgd(0f));
        return t.Evaluate(d);
    }
}

[Model(Features = 8, MaxTimesteps = 400)]
[Lstm(24)]
[Dense(1)]
[Loss(LossKind.MeanSquaredError)]
public sealed partial class LongForecast;
