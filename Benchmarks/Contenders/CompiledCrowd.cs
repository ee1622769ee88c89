using System;
using ModelGen.Benchmarks.Harness;
using ModelGen.Benchmarks.Networks;

namespace ModelGen.Benchmarks.Contenders;

/// <summary>Ours, one timestep of every agent per call, on one thread.</summary>
internal sealed class CompiledCrowd(ModelCrowd<float> crowd, Workload workload, string name = "ours") : IContender
{
    private readonly float[] _x = new float[workload.Batch * workload.Network.Features];
    private readonly float[] _y = new float[workload.Batch * workload.Network.Outputs];

    public string Name => name;

    public float[] Compute()
    {
        crowd.ResetStates();
        float[] x = workload.XByTimestep;
        float[] outputs = new float[workload.Timesteps * _y.Length];
        for (int t = 0; t < workload.Timesteps; t++)
        {
            x.AsSpan(t * _x.Length, _x.Length).CopyTo(_x);
            crowd.Step(_x, _y);
            _y.CopyTo(outputs.AsSpan(t * _y.Length));
        }

        return outputs;
    }

    public float Run(int calls)
    {
        float sum = 0;
        for (int call = 0; call < calls; call++)
        {
            crowd.Step(_x, _y);
            sum += _y[0];
        }

        return sum;
    }

    public void Dispose()
    {
        // A crowd on one thread holds managed memory only.
    }
}
