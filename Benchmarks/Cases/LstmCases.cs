using System;
using System.Collections.Generic;
using ModelGen.Benchmarks.Contenders;
using ModelGen.Benchmarks.Harness;
using ModelGen.Benchmarks.Machine;
using ModelGen.Benchmarks.Models;

namespace ModelGen.Benchmarks.Cases;

/// <summary>An LSTM with as many features as units: one timestep per call, and a sequence of 100.</summary>
internal static class LstmCases
{
    private const int SequenceLength = 100;

    public static IEnumerable<BenchmarkCase> Create()
    {
        foreach (LstmModel model in LstmModel.All)
        {
            yield return Step(model);
        }

        foreach (LstmModel model in LstmModel.All)
        {
            yield return Sequence(model);
        }
    }

    /// <summary>A step reads all weights: kernel, recurrent kernel and bias.</summary>
    private static BenchmarkCase Step(LstmModel model)
    {
        var work = new RooflineWork(
            ReusedFlops: 0,
            StreamedBytes: sizeof(float) * 4 * model.Units * (model.Features + model.Units + 1),
            StreamedFlops: 2.0 * 4 * model.Units * (model.Features + model.Units));
        return new BenchmarkCase("lstm-step", model.Units, model.Features, 1, 1, "float32", work, () =>
        {
            (ILstm lstm, LstmProblem problem) = Start(model);
            return [new CompiledLstmStep(lstm, problem), new OnnxRuntimeLstmStep(problem)];
        });
    }

    /// <summary>A known sequence needs one product for all inputs; each timestep then reads the recurrent kernel.</summary>
    private static BenchmarkCase Sequence(LstmModel model)
    {
        var work = new RooflineWork(
            ReusedFlops: 2.0 * 4 * model.Units * model.Features,
            StreamedBytes: sizeof(float) * 4 * model.Units * model.Units,
            StreamedFlops: 2.0 * 4 * model.Units * model.Units);
        return new BenchmarkCase("lstm-sequence", model.Units, model.Features, SequenceLength, 1, "float32", work, () =>
        {
            (ILstm lstm, LstmProblem problem) = Start(model);
            return [new CompiledLstmSequence(lstm, problem), new OnnxRuntimeLstmSequence(problem)];
        });
    }

    private static (ILstm Lstm, LstmProblem Problem) Start(LstmModel model)
    {
        (ILstm lstm, ModelWeights weights) = model.Create();
        var keras = new Tests.Oracles.KerasLstmWeights(weights.ToArray("lstm.kernel"), weights.ToArray("lstm.recurrent_kernel"), weights.ToArray("lstm.bias"));
        return (lstm, new LstmProblem(model.Features, model.Units, keras, LstmProblem.Sequence(SequenceLength, model.Features)));
    }
}
