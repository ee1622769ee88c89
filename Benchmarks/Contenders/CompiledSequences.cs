using System;
using System.Linq;
using ModelGen.Benchmarks.Harness;
using ModelGen.Benchmarks.Models;
using ModelGen.Benchmarks.Networks;

namespace ModelGen.Benchmarks.Contenders;

/// <summary>Ours, whole sequences per call from a zero state: one, or a batch of equal lengths.</summary>
internal sealed class CompiledSequences(ISequenceModel model, Workload workload, string name = "ours") : IContender
{
    private readonly int[] _lengths = [.. Enumerable.Repeat(workload.Timesteps, workload.Batch)];
    private readonly float[] _y = new float[workload.Batch * (workload.Network.ReturnsSequences ? workload.Timesteps : 1) * workload.Network.Outputs];

    public string Name => name;

    public float[] Compute()
    {
        Predict();
        return [.. _y];
    }

    public float Run(int calls)
    {
        float sum = 0;
        for (int call = 0; call < calls; call++)
        {
            Predict();
            sum += _y[0];
        }

        return sum;
    }

    public void Dispose()
    {
        // A compiled model holds managed memory only.
    }

    private void Predict()
    {
        if (workload.Batch == 1)
        {
            model.Predict(workload.X, _y);
        }
        else
        {
            model.Predict(workload.X, _lengths, _y);
        }
    }
}
