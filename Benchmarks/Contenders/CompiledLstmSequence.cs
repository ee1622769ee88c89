using ModelGen.Benchmarks.Harness;
using ModelGen.Benchmarks.Models;

namespace ModelGen.Benchmarks.Contenders;

/// <summary>Ours, a whole sequence per call from a zero state, every timestep's output returned.</summary>
internal sealed class CompiledLstmSequence(ILstm lstm, LstmProblem problem) : IContender
{
    private readonly float[] _y = new float[problem.Timesteps * problem.Units];

    public string Name => "ours";

    public float[] Compute()
    {
        lstm.Predict(problem.X, _y);
        return [.. _y];
    }

    public float Run(int calls)
    {
        float sum = 0;
        for (int call = 0; call < calls; call++)
        {
            lstm.Predict(problem.X, _y);
            sum += _y[0];
        }

        return sum;
    }

    public void Dispose()
    {
        // A compiled model holds managed memory only.
    }
}
