using System;
using Microsoft.ML.OnnxRuntime;
using ModelGen.Benchmarks.Harness;
using ModelGen.Tests.Oracles;

namespace ModelGen.Benchmarks.Contenders;

/// <summary>ONNX Runtime, a whole sequence per call from a zero state, every timestep's output returned.</summary>
internal sealed class OnnxRuntimeLstmSequence : IContender
{
    private readonly OnnxRuntimeSession _session;
    private readonly OrtValue _y;
    private readonly OrtIoBinding _binding;

    public OnnxRuntimeLstmSequence(LstmProblem problem)
    {
        _session = new OnnxRuntimeSession(OnnxModelBuilder.Lstm(problem.Onnx with { Timesteps = problem.Timesteps, Batch = 1 }));
        OrtValue x = _session.CreateTensor(problem.Timesteps, 1, problem.Features);
        problem.X.AsSpan().CopyTo(x.GetTensorMutableDataAsSpan<float>());
        _y = _session.CreateTensor(problem.Timesteps, 1, 1, problem.Units);
        _binding = _session.Bind([("X", x)], [("Y", _y)]);
    }

    public string Name => "ort";

    public float[] Compute()
    {
        _session.Run(_binding);
        return _y.GetTensorDataAsSpan<float>().ToArray();
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
