[Model(Streaming = true)]
[Embedding(26, 8)]
[Gru(8)]
[Dense(26)]
[Loss(LossKind.SparseCategoricalCrossentropy, FromLogits = true)]
public sealed partial class Letters;

public sealed class Writer(Letters model, Letters.Crowd crowd)
{
    private readonly float[] _y = new float[26];

    public void Begin()
    {
        int start = 26;
        model.Step([start], _y); // MG2006
        model.Step(Letters.CreateState(), new int[] { -1 }, _y); // MG2006
        crowd.Step([3, 40], new float[52]); // MG2006
    }
}

public static class Lessons
{
    public static void Fit(Letters.Trainer trainer)
    {
        var data = new SequenceDataset<int>(new int[] { 1, 2, 26, 4 }, count: 4, timesteps: 1, classIds: new[] { 2, 3, 4, 5 }); // MG2006
        trainer.Fit(data, epochs: 2);
    }
}
