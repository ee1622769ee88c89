using System.Collections.Generic;

[Model(Features = 4, MaxTimesteps = 20)]
[Lstm(16)]
[Dense(2)]
[Loss(LossKind.External)]
public sealed partial class Plain;

[Model(Features = 4, MaxTimesteps = 20)]
[Lstm(16)]
[Dropout(0.3)]
[Dense(2)]
[Loss(LossKind.MeanSquaredError)]
public sealed partial class Dropping;

public static class Answers
{
    // Nothing that differs between training and inference.
    public static void Of(Plain.Trainer trainer, float[] x, float[] y) => trainer.ForwardOnBatch(x, [], y, default);

    // Without a key nothing is dropped.
    public static float[] Exact(Dropping.Trainer trainer, float[] x, float[] targets) => trainer.ComputeGradients(x, [], targets).Outputs;

    // Many masks: how sure the model is.
    public static List<float[]> Uncertain(Dropping.Trainer trainer, float[] x, float[] targets)
    {
        var samples = new List<float[]>();
        for (ulong key = 0; key < 50; key++)
        {
            samples.Add(trainer.ComputeGradients(x, [], targets, dropoutKey: key).Outputs);
        }

        return samples;
    }

    public static float[] Gradient(Dropping.Trainer trainer, float[] x, float[] targets, float[] outputs)
    {
        ModelGradients result = trainer.ComputeGradients(x, [], targets, dropoutKey: 3);
        result.Outputs.CopyTo(outputs, 0);
        return result.Tensors["lstm.kernel"];
    }
}
