using System;
using System.Collections.Generic;
using System.Linq;
using Microsoft.ML.OnnxRuntime;
using ModelGen.Benchmarks.Harness;
using ModelGen.Benchmarks.Networks;

namespace ModelGen.Benchmarks.Contenders;

/// <summary>
/// ONNX Runtime, one timestep of every row per call with the states carried over. Two bindings take turns: the final states of
/// one are the initial states of the other, so that no state is ever copied.
/// </summary>
internal sealed class OnnxRuntimeSteps : IContender
{
    private readonly Workload _workload;
    private readonly OnnxRuntimeSession _session;
    private readonly OrtValue _x;
    private readonly OrtValue _y;
    private readonly List<(string Name, OrtValue Value)>[] _states;
    private readonly OrtIoBinding[] _bindings;

    public OnnxRuntimeSteps(Workload workload)
    {
        _workload = workload;
        Network network = workload.Network;
        _session = new OnnxRuntimeSession(OnnxNetwork.Build(network, timesteps: 1, workload.Batch, stateful: true));
        _x = _session.CreateTensor(1, workload.Batch, network.Features);
        _y = _session.CreateTensor([.. OnnxNetwork.OutputShape(network, 1, workload.Batch).Select(n => (long)n)]);
        _states = [CreateStates(), CreateStates()];
        _bindings = [Bind(from: 0, to: 1), Bind(from: 1, to: 0)];
    }

    public string Name => "ort";

    public float[] Compute()
    {
        foreach ((_, OrtValue state) in _states[0])
        {
            state.GetTensorMutableDataAsSpan<float>().Clear();
        }

        int length = _workload.Batch * _workload.Network.Outputs;
        float[] x = _workload.XByTimestep;
        float[] outputs = new float[_workload.Timesteps * length];
        for (int t = 0; t < _workload.Timesteps; t++)
        {
            int inputs = _workload.Batch * _workload.Network.Features;
            x.AsSpan(t * inputs, inputs).CopyTo(_x.GetTensorMutableDataAsSpan<float>());
            _session.Run(_bindings[t & 1]);
            _y.GetTensorDataAsSpan<float>().CopyTo(outputs.AsSpan(t * length));
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

    private List<(string Name, OrtValue Value)> CreateStates()
    {
        List<(string Name, OrtValue Value)> states = [];
        foreach ((string name, RecurrentLayer layer) in OnnxNetwork.States(_workload.Network))
        {
            states.Add((name, _session.CreateTensor(layer.Directions.Count, _workload.Batch, layer.Units)));
        }

        return states;
    }

    private OrtIoBinding Bind(int from, int to) => _session.Bind(
        [("X", _x), .. _states[from].ConvertAll(s => (OnnxNetwork.InitialState(s.Name), s.Value))],
        [("Y", _y), .. _states[to].ConvertAll(s => (OnnxNetwork.FinalState(s.Name), s.Value))]);
}
