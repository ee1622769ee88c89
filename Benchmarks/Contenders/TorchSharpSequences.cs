using System;
using ModelGen.Benchmarks.Harness;
using ModelGen.Benchmarks.Networks;
using static TorchSharp.torch;

namespace ModelGen.Benchmarks.Contenders;

/// <summary>TorchSharp, whole sequences per call from a zero state.</summary>
internal sealed class TorchSharpSequences : IContender
{
    private readonly Workload _workload;
    private readonly TorchSharpNetwork _network;
    private readonly Tensor _x;

    public TorchSharpSequences(Workload workload)
    {
        _workload = workload;
        _network = new TorchSharpNetwork(workload.Network);
        _x = tensor(workload.XByTimestep, [workload.Timesteps, workload.Batch, workload.Network.Features]);
    }

    public string Name => "torch";

    public float[] Compute()
    {
        using IDisposable inference = inference_mode();
        using Tensor y = _network.Run(_x, states: null);
        float[] values = y.data<float>().ToArray();
        return _workload.Network.ReturnsSequences ? Workload.Transpose(values, _workload.Timesteps, _workload.Batch) : values;
    }

    public float Run(int calls)
    {
        using IDisposable inference = inference_mode();
        float sum = 0;
        for (int call = 0; call < calls; call++)
        {
            using Tensor y = _network.Run(_x, states: null);
            sum += y.data<float>()[0];
        }

        return sum;
    }

    public void Dispose()
    {
        _x.Dispose();
        _network.Dispose();
    }
}
