using System;
using System.Linq;
using ModelGen.CompilerServices;
using Xunit;

namespace ModelGen.Tests.Models;

/// <summary>After construction no call allocates a byte, on any instruction set.</summary>
public sealed class AllocationTests
{
    public static TheoryData<string> Names => [.. CompiledModels.AllNames];

    [Theory]
    [MemberData(nameof(Names))]
    public void PredictAndStepAllocateNothing(string name)
    {
        ModelUnderTest test = CompiledModels.Get(name);
        var batch = new TestBatch(test.CreateRandom(), test.Reference, rows: 6);
        ModelInstance instance = test.Model.Instantiate(test.CreateWeights(), batchSize: 4);
        ModelState[] states = [.. Enumerable.Range(0, batch.Count).Select(_ => test.Model.CreateState())];
        var outputs = new float[batch.Count * batch.OutputsPerRow];
        int longest = Array.IndexOf(batch.Lengths, batch.Timesteps);
        var one = new float[batch.OutputsPerRow];
        var step = new float[test.Model.Shape.Outputs];
        bool isCausal = test.Model.IsCausal;
        InstructionSet?[] sets = [null, .. CompiledModel.InstructionSets];

        // The first round compiles. What a call allocates it allocates in every round, so that one round without is proof; the runtime itself is now and
        // then at work on the same thread.
        long fewest = long.MaxValue;
        for (int round = 0; round < 6 && fewest > 0; round++)
        {
            long before = GC.GetAllocatedBytesForCurrentThread();
            foreach (InstructionSet? set in sets)
            {
                instance.Predict(set, batch.X, batch.Lengths, outputs);
                instance.Predict(set, batch.X, batch.Lengths, outputs, states);
                if (longest >= 0)
                {
                    instance.Predict(set, batch.Row(longest), one);
                    instance.Predict(set, batch.Row(longest), one, states[0]);
                }

                if (isCausal)
                {
                    instance.Step(batch.Timestep(0, 0), step);
                    instance.Step(set, states[0], batch.Timestep(0, 0), step);
                }
            }

            fewest = Math.Min(fewest, GC.GetAllocatedBytesForCurrentThread() - before);
        }

        Assert.Equal(0, fewest);
    }
}
