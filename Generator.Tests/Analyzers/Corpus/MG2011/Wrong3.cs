[Model(Features = 4, MaxTimesteps = 20)]
[Lstm(16, RecurrentDropout = 0.2)]
[Dense(3)]
[Loss(LossKind.SparseCategoricalCrossentropy, FromLogits = true)]
public sealed partial class Chooser;

[Model(Features = 4, MaxTimesteps = 20)]
[Lstm(16, ReturnSequences = true)]
[BatchNormalization]
[Dense(3)]
[Loss(LossKind.External)]
public sealed partial class Normal;

public static class Answers
{
    public static float[] Scores(Chooser.Trainer trainer, float[] x, int[] classIds)
        => trainer.ComputeGradients(x, [], classIds, dropoutKey: 1).Outputs; // MG2011

    public static float[] Look(Chooser.Trainer trainer, float[] x, int[] classIds)
    {
        ModelGradients result = trainer.ComputeGradients(x, [], classIds, dropoutKey: 7); // MG2011
        return result.Outputs;
    }

    public static void Normalised(float[] x, float[] y)
    {
        using var trainer = new Normal.Trainer(Normal.Weights.Create(), new Sgd(0.1f), batchSize: 4);
        trainer.ForwardOnBatch(x, default, y, default); // MG2011
    }
}
