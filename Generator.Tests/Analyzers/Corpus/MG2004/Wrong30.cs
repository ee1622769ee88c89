public class P
{
    SequenceDataset<float>? train;
    public void Load(float[][] rows, int[] y)
    {
        var p = Sequence.Pad(rows, PadSide.Post, features: 3);
        train = new SequenceDataset<float>(p.Values, p.Count, p.Timesteps, y);
    }
    public void Fit(float[][] rows, int[] y)
    {
        Load(rows, y);
        using var t = new Cl.Trainer(Cl.Weights.Create(1), new Adam(1e-3f));
        t.Fit(train!, 3); // MG2004
    }
}

[Model(Features = 3, MaxTimesteps = 20)]
[Lstm(8)]
[Dense(4)]
[Loss(LossKind.SparseCategoricalCrossentropy, FromLogits = true)]
public sealed partial class Cl;
