namespace ModelGen.Generator.Emit.Kernels;

/// <summary>Where a chain of fused multiply-adds begins.</summary>
internal enum ChainStart
{
    /// <summary>At a row of the matrix, the bias.</summary>
    Bias,

    /// <summary>At what the result already holds.</summary>
    Result,

    /// <summary>At zero; the result is overwritten.</summary>
    Zero,

    /// <summary>At zero; the finished sum is added to what the result holds.</summary>
    ZeroThenAdd,
}

/// <summary>One vector times consecutive rows of a packed matrix.</summary>
/// <param name="Parameter">Name of the method's parameter that refers to the vector.</param>
/// <param name="Length">Elements of the vector, which is the number of matrix rows.</param>
/// <param name="FirstRow">First matrix row.</param>
/// <param name="Start">Where its chain begins.</param>
/// <param name="BiasRow">The matrix row with the bias.</param>
internal sealed record RowOperand(string Parameter, int Length, int FirstRow, ChainStart Start, int BiasRow = 0);
