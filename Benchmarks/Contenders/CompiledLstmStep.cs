using System;
using ModelGen.Benchmarks.Harness;
using ModelGen.Benchmarks.Models;

namespace ModelGen.Benchmarks.Contenders;

/// <summary>Ours, one timestep per call with the model's own state.</summary>
internal sealed class CompiledLstmStep(ILstm lstm, LstmProblem problem) : IContender
{
    private readonly float[] _x = new float[problem.Features];
    private readonly float[] _y = new float[problem.Units];

    public string Name => "ours";

    public float[] Compute()
    {
        lstm.ResetState();
        float[] outputs = new float[problem.Timesteps * problem.Units];
        for (int t = 0; t < problem.Timesteps; t++)
        {
            problem.Timestep(t).CopyTo(_x);
            lstm.Step(_x, _y);
            _y.CopyTo(outputs.AsSpan(t * problem.Units));
        }

        return outputs;
    }

    public float Run(int calls)
    {
        float sum = 0;
        for (int call = 0; call < calls; call++)
        {
            lstm.Step(_x, _y);
            sum += _y[0];
        }

        return sum;
    }

    public void Dispose()
    {
        // A compiled model holds managed memory only.
    }
}
