using System;
using Microsoft.ML.OnnxRuntime;
using ModelGen.Benchmarks.Harness;
using ModelGen.Tests.Oracles;

namespace ModelGen.Benchmarks.Contenders;

/// <summary>
/// ONNX Runtime, one timestep per call with the state carried over. Two bindings take turns: the final state of one
/// is the initial state of the other, so that no state is ever copied.
/// </summary>
internal sealed class OnnxRuntimeLstmStep : IContender
{
    private readonly LstmProblem _problem;
    private readonly OnnxRuntimeSession _session;
    private readonly OrtValue _x;
    private readonly OrtValue _y;
    private readonly OrtValue[] _h;
    private readonly OrtValue[] _c;
    private readonly OrtIoBinding[] _bindings;

    public OnnxRuntimeLstmStep(LstmProblem problem)
    {
        _problem = problem;
        _session = new OnnxRuntimeSession(OnnxModelBuilder.Lstm(problem.Onnx with { HasInitialState = true, Timesteps = 1, Batch = 1 }));
        _x = _session.CreateTensor(1, 1, problem.Features);
        _y = _session.CreateTensor(1, 1, 1, problem.Units);
        _h = [_session.CreateTensor(1, 1, problem.Units), _session.CreateTensor(1, 1, problem.Units)];
        _c = [_session.CreateTensor(1, 1, problem.Units), _session.CreateTensor(1, 1, problem.Units)];
        _bindings = [Bind(from: 0, to: 1), Bind(from: 1, to: 0)];
    }

    public string Name => "ort";

    public float[] Compute()
    {
        _h[0].GetTensorMutableDataAsSpan<float>().Clear();
        _c[0].GetTensorMutableDataAsSpan<float>().Clear();
        float[] outputs = new float[_problem.Timesteps * _problem.Units];
        for (int t = 0; t < _problem.Timesteps; t++)
        {
            _problem.Timestep(t).CopyTo(_x.GetTensorMutableDataAsSpan<float>());
            _session.Run(_bindings[t & 1]);
            _y.GetTensorDataAsSpan<float>().CopyTo(outputs.AsSpan(t * _problem.Units));
        }

        return outputs;
    }

    public float Run(int calls)
    {
        float sum = 0;
        for (int call = 0; call < calls; call++)
        {
            _session.Run(_bindings[call & 1]);
            sum += _y.GetTensorDataAsSpan<float>()[0];
        }

        return sum;
    }

    public void Dispose() => _session.Dispose();

    private OrtIoBinding Bind(int from, int to) => _session.Bind(
        [("X", _x), ("initial_h", _h[from]), ("initial_c", _c[from])],
        [("Y", _y), ("Y_h", _h[to]), ("Y_c", _c[to])]);
}
