public sealed class Exp
{
    PaddedSequences<float> Data { get; }
    readonly int[] labels;
    public Exp(float[][] r, int[] l) { Data = Sequence.Pad(r, PadSide.Post, features: 3); labels = l; }
    public void Run(Cl.Trainer t) => t.Evaluate(new SequenceDataset<float>(Data.Values, Data.Count, Data.Timesteps, labels)); // MG2004
}

[Model(Features = 3, MaxTimesteps = 20)]
[Lstm(8)]
[Dense(4)]
[Loss(LossKind.SparseCategoricalCrossentropy, FromLogits = true)]
public sealed partial class Cl;
