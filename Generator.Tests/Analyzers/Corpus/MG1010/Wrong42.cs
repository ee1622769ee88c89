public static class P
{
    public static void Go(SeqForecast.Weights w, float[] x, float[] y)
    {
        using var t = new SeqForecast.Trainer(w, new Adam(1e-3f), 8, Options());
        t.Fit(new SequenceDataset<float>(x, x.Length / 40, 40, y, targetsPerTimestep: true), 4);
    }
    static TrainerOptions Options() => new() { CarryStates = true }; // MG1010
}

[Model(Features = 1, MaxTimesteps = 50)]
[Lstm(8, ReturnSequences = true)]
[Dense(1)]
[Loss(LossKind.MeanSquaredError)]
public sealed partial class SeqForecast;
