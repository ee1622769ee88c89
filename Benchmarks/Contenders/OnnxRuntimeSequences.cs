using System;
using System.Linq;
using Microsoft.ML.OnnxRuntime;
using ModelGen.Benchmarks.Harness;
using ModelGen.Benchmarks.Networks;

namespace ModelGen.Benchmarks.Contenders;

/// <summary>ONNX Runtime, whole sequences per call from a zero state.</summary>
internal sealed class OnnxRuntimeSequences : IContender
{
    private readonly Workload _workload;
    private readonly OnnxRuntimeSession _session;
    private readonly OrtValue _y;
    private readonly OrtIoBinding _binding;

    public OnnxRuntimeSequences(Workload workload)
    {
        _workload = workload;
        Network network = workload.Network;
        _session = new OnnxRuntimeSession(OnnxNetwork.Build(network, workload.Timesteps, workload.Batch, stateful: false));
        OrtValue x = _session.CreateTensor(workload.Timesteps, workload.Batch, network.Features);
        workload.XByTimestep.AsSpan().CopyTo(x.GetTensorMutableDataAsSpan<float>());
        _y = _session.CreateTensor([.. OnnxNetwork.OutputShape(network, workload.Timesteps, workload.Batch).Select(n => (long)n)]);
        _binding = _session.Bind([("X", x)], [("Y", _y)]);
    }

    public string Name => "ort";

    public float[] Compute()
    {
        _session.Run(_binding);
        float[] y = _y.GetTensorDataAsSpan<float>().ToArray();
        return _workload.Network.ReturnsSequences ? Workload.Transpose(y, _workload.Timesteps, _workload.Batch) : y;
    }

    public float Run(int calls)
    {
        float sum = 0;
        for (int call = 0; call < calls; call++)
        {
            _session.Run(_binding);
            sum += _y.GetTensorDataAsSpan<float>()[0];
        }

        return sum;
    }

    public void Dispose() => _session.Dispose();
}
