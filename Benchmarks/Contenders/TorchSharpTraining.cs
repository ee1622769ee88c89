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

    public TorchSharpTraining(TrainingWorkload workload, int threads)
    {
        _network = new TorchSharpNetwork(workload.Network);
        _optimizer = optim.Adam(_network.Train(), lr: TrainingWorkload.LearningRate);
        _x = ByTimestep(workload.X, workload, workload.Network.Features);
        _targets = ByTimestep(workload.Targets, workload, workload.Network.Outputs);
        _threads = threads;
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
        _network.Dispose();
    }

    private static Tensor ByTimestep(float[] values, TrainingWorkload workload, int width) =>
        tensor(Workload.Transpose(values, workload.Batch, workload.Timesteps), [workload.Timesteps, workload.Batch, width]);

    private float Step()
    {
        // What a step makes is given back at its end, without waiting for the garbage collector.
        using DisposeScope scope = NewDisposeScope();
        _optimizer.zero_grad();
        Tensor loss = nn.functional.mse_loss(_network.Run(_x, states: null), _targets);
        loss.backward();
        _optimizer.step();
        return loss.item<float>();
    }
}
