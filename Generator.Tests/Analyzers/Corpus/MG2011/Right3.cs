using System;

[Model(Features = 4, MaxTimesteps = 20)]
[Lstm(16)]
[Dropout(0.3)]
[Dense(2)]
[Loss(LossKind.External)]
public sealed partial class Coder;

// The step's second half is another class'.
public sealed class Encoding
{
    public static void Run(Coder.Trainer trainer, float[] x, float[] y) => trainer.ForwardOnBatch(x, [], y, default);
}

public sealed class Loop(Coder.Trainer trainer)
{
    public void Step(float[] x, float[] y, Func<float[], float[]> loss)
    {
        Encoding.Run(trainer, x, y);
        trainer.BackwardOnBatch(loss(y), default);
    }
}
