using ModelGen.Benchmarks.Harness;
using ModelGen.Benchmarks.Networks;

namespace ModelGen.Benchmarks.Contenders;

/// <summary>Ours: forward, loss, backward and Adam's update of one batch per call.</summary>
internal sealed class CompiledTraining(ModelTrainer<float> trainer, TrainingWorkload workload, string name = "ours") : IContender
{
    public string Name => name;

    /// <summary>The losses of the first steps.</summary>
    public float[] Compute()
    {
        float[] losses = new float[TrainingWorkload.ComparedSteps];
        for (int step = 0; step < losses.Length; step++)
        {
            losses[step] = (float)Step();
        }

        return losses;
    }

    public float Run(int calls)
    {
        double sum = 0;
        for (int call = 0; call < calls; call++)
        {
            sum += Step();
        }

        return (float)sum;
    }

    public void Dispose() => trainer.Dispose();

    private double Step() => trainer.TrainOnBatch(workload.X, workload.Lengths, workload.Targets);
}
