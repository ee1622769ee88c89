using System;
using System.Linq;
using ModelGen.Benchmarks.Harness;
using ModelGen.Benchmarks.Networks;
using TorchSharp;
using static TorchSharp.torch;

namespace ModelGen.Benchmarks.Contenders;

/// <summary>TorchSharp: forward, loss, backward and Adam's update of one batch per call.</summary>
internal sealed class TorchSharpTraining : IContender
{
    private readonly TorchSharpNetwork _network;
    private readonly optim.Optimizer _optimizer;
    private readonly Tensor _x;
    private readonly Tensor _targets;
    private readonly int _threads;

    // Of rows with lengths of their own: these, 1 where a row has a timestep, and the outputs that count.
    private readonly Tensor? _lengths;
    private readonly Tensor? _active;
    private readonly long _elements;

    public TorchSharpTraining(TrainingWorkload workload, int threads)
    {
        _network = new TorchSharpNetwork(workload.Network);
        _optimizer = optim.Adam(_network.Train(), lr: TrainingWorkload.LearningRate);
        _x = ByTimestep(workload.X, workload, workload.Network.Features);
        _targets = ByTimestep(workload.Targets, workload, workload.Network.Outputs);
        _threads = threads;
        if (workload.Lengths.Length != 0)
        {
            _lengths = tensor(Array.ConvertAll(workload.Lengths, length => (long)length));
            float[] active = [.. Enumerable.Range(0, workload.Timesteps).SelectMany(t => workload.Lengths.Select(length => t < length ? 1f : 0f))];
            _active = tensor(active, [workload.Timesteps, workload.Batch, 1]);
            _elements = (long)workload.Lengths.Sum() * workload.Network.Outputs;
        }
    }

    public string Name => "torch";

    /// <summary>The losses of the first steps.</summary>
    public float[] Compute()
    {
        set_num_threads(_threads);
        return [.. Enumerable.Range(0, TrainingWorkload.ComparedSteps).Select(_ => Step())];
    }

    public float Run(int calls)
    {
        set_num_threads(_threads);
        float sum = 0;
        for (int call = 0; call < calls; call++)
        {
            sum += Step();
        }

        return sum;
    }

    public void Dispose()
    {
        _optimizer.Dispose();
        _x.Dispose();
        _targets.Dispose();
        _lengths?.Dispose();
        _active?.Dispose();
        _network.Dispose();
    }

    private static Tensor ByTimestep(float[] values, TrainingWorkload workload, int width) =>
        tensor(Workload.Transpose(values, workload.Batch, workload.Timesteps), [workload.Timesteps, workload.Batch, width]);

    private float Step()
    {
        // What a step makes is given back at its end, without waiting for the garbage collector.
        using DisposeScope scope = NewDisposeScope();
        _optimizer.zero_grad();
        Tensor loss = _lengths is null
            ? nn.functional.mse_loss(_network.Run(_x, states: null), _targets)
            : ((_network.RunPacked(_x, _lengths) - _targets) * _active!).pow(2).sum() / _elements;
        loss.backward();
        _optimizer.step();
        return loss.item<float>();
    }
}
