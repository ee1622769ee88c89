using System;
using ModelGen.Benchmarks.Harness;
using ModelGen.Benchmarks.Networks;
using static TorchSharp.torch;

namespace ModelGen.Benchmarks.Contenders;

/// <summary>TorchSharp, one timestep of every row per call with the states carried over.</summary>
internal sealed class TorchSharpSteps : IContender
{
    private readonly Workload _workload;
    private readonly TorchSharpNetwork _network;
    private readonly Tensor _x;
    private readonly Tensor[][] _states;

    public TorchSharpSteps(Workload workload)
    {
        _workload = workload;
        _network = new TorchSharpNetwork(workload.Network);
        _x = zeros(1, workload.Batch, workload.Network.Features);
        _states = _network.ZeroStates(workload.Batch);
    }

    public string Name => "torch";

    public float[] Compute()
    {
        using IDisposable inference = inference_mode();
        int inputs = _workload.Batch * _workload.Network.Features;
        int outputs = _workload.Batch * _workload.Network.Outputs;
        float[] x = _workload.XByTimestep;
        float[] result = new float[_workload.Timesteps * outputs];
        Tensor[][] states = _network.ZeroStates(_workload.Batch);
        for (int t = 0; t < _workload.Timesteps; t++)
        {
            using Tensor xt = tensor(x.AsSpan(t * inputs, inputs).ToArray(), [1, _workload.Batch, _workload.Network.Features]);
            using Tensor y = _network.Run(xt, states);
            y.data<float>().ToArray().CopyTo(result.AsSpan(t * outputs));
        }

        Release(states);
        return result;
    }

    public float Run(int calls)
    {
        using IDisposable inference = inference_mode();
        float sum = 0;
        for (int call = 0; call < calls; call++)
        {
            using Tensor y = _network.Run(_x, _states);
            sum += y.data<float>()[0];
        }

        return sum;
    }

    public void Dispose()
    {
        Release(_states);
        _x.Dispose();
        _network.Dispose();
    }

    private static void Release(Tensor[][] states)
    {
        foreach (Tensor[] layer in states)
        {
            foreach (Tensor state in layer)
            {
                state.Dispose();
            }
        }
    }
}
