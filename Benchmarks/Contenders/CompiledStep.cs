using System;
using ModelGen.Benchmarks.Harness;
using ModelGen.Benchmarks.Models;
using ModelGen.Benchmarks.Networks;

namespace ModelGen.Benchmarks.Contenders;

/// <summary>Ours, one timestep per call with the model's own state.</summary>
internal sealed class CompiledStep(IStepModel model, Workload workload, string name = "ours") : IContender
{
    private readonly float[] _x = new float[workload.Network.Features];
    private readonly float[] _y = new float[workload.Network.Outputs];

    public string Name => name;

    public float[] Compute()
    {
        model.ResetState();
        float[] outputs = new float[workload.Timesteps * _y.Length];
        for (int t = 0; t < workload.Timesteps; t++)
        {
            workload.X.AsSpan(t * _x.Length, _x.Length).CopyTo(_x);
            model.Step(_x, _y);
            _y.CopyTo(outputs.AsSpan(t * _y.Length));
        }

        return outputs;
    }

    public float Run(int calls)
    {
        float sum = 0;
        for (int call = 0; call < calls; call++)
        {
            model.Step(_x, _y);
            sum += _y[0];
        }

        return sum;
    }

    public void Dispose()
    {
        // A compiled model holds managed memory only.
    }
}
