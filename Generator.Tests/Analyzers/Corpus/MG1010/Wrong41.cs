public static class P
{
    static SequenceDataset<float> Cut(float[] x, float[] y) { return new SequenceDataset<float>(x, x.Length / 40, 40, y, targetsPerTimestep: true); }
    public static void Go(SeqForecast.Weights w, float[] x, float[] y)
    {
        using var t = new SeqForecast.Trainer(w, new Adam(1e-3f), 8, new TrainerOptions { CarryStates = true }); // MG1010
        var data = Cut(x, y);
        t.Fit(data, 4);
    }
}

[Model(Features = 1, MaxTimesteps = 50)]
[Lstm(8, ReturnSequences = true)]
[Dense(1)]
[Loss(LossKind.MeanSquaredError)]
public sealed partial class SeqForecast;
