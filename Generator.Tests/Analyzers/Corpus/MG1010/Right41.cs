public static class P
{
    public static void Go(SeqForecast.Weights w, float[] x, float[] y, SequenceDataset<float> rest)
    {
        using var t = new SeqForecast.Trainer(w, new Adam(1e-3f), 8, new TrainerOptions { CarryStates = true });
        t.Fit(new SequenceDataset<float>(x, 8, 40, y, targetsPerTimestep: true), 1);
        t.Fit(rest, 9);
    }
}

[Model(Features = 1, MaxTimesteps = 50)]
[Lstm(8, ReturnSequences = true)]
[Dense(1)]
[Loss(LossKind.MeanSquaredError)]
public sealed partial class SeqForecast;
