public static class P
{
    static SequenceDataset<float> Windows(float[] x, float[] y) => new(x, x.Length / 50, 50, y, targetsPerTimestep: true);
    public static void Go(SeqForecast.Weights w, float[] x, float[] y)
    {
        using var t = new SeqForecast.Trainer(w, new Adam(1e-3f), 8, new TrainerOptions { CarryStates = true }); // MG1010
        t.Fit(Windows(x, y), 4);
    }
}

[Model(Features = 1, MaxTimesteps = 50)]
[Lstm(8, ReturnSequences = true)]
[Dense(1)]
[Loss(LossKind.MeanSquaredError)]
public sealed partial class SeqForecast;
