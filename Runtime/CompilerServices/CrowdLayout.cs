namespace ModelGen.CompilerServices;

/// <summary>What a crowd has to know of a model's kernels. Written by the generator.</summary>
/// <param name="RowsPerBlock">Rows that are computed together.</param>
/// <param name="StateStrides">Floats per agent of each state tensor, padded as the kernels want it: multiples of 8.</param>
/// <param name="ScratchLength">Floats of scratch memory for one block.</param>
/// <param name="OutputStride">Floats from one row of the kernels' output to the next.</param>
/// <param name="Embedding">The layer that reads ids, or null.</param>
public sealed record CrowdLayout(int RowsPerBlock, int[] StateStrides, int ScratchLength, int OutputStride, string? Embedding)
{
    /// <summary>Floats per agent of all states.</summary>
    public int StateWidth { get; } = Sum(StateStrides);

    private static int Sum(int[] strides)
    {
        int sum = 0;
        foreach (int stride in strides)
        {
            sum += stride;
        }

        return sum;
    }
}

/// <summary>A model's pass over one timestep of a block of agents. Emitted code has one per tier.</summary>
/// <typeparam name="TInput"><see cref="float"/> for models that read features, <see cref="int"/> for ids.</typeparam>
/// <param name="weights">Packed weights.</param>
/// <param name="scratch">Scratch memory of one block.</param>
/// <param name="input">The agents' inputs, row after row.</param>
/// <param name="states">State tensors, each [slots, stride].</param>
/// <param name="slots">Rows of each state tensor.</param>
/// <param name="first">The row of the block's first agent; the others follow.</param>
/// <param name="rows">Agents in the block.</param>
/// <returns>The first row of the outputs.</returns>
public delegate ref float CrowdStep<TInput>(ref float weights, ref float scratch, ref TInput input, ref float states, int slots, int first, int rows);
