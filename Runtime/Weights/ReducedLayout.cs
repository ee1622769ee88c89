using System.Collections.Immutable;

namespace ModelGen.CompilerServices;

/// <summary>
/// How a model's packed floats are turned into the buffer that its kernels read when they compute with reduced weights.
/// Panels keep their columns; consecutive rows of a kernel share the 32-bit words of one stored row: two as bfloat16, the
/// earlier one in the low half, or four as int8, from the lowest byte on. Before an int8 kernel stands a row with the scale of each
/// column. All else stays floats.
/// </summary>
/// <param name="Precision">What kernels are stored as.</param>
/// <param name="Length">Length of the stored buffer in 32-bit words.</param>
/// <param name="Matrices">The packed matrices; they make up the buffer.</param>
public sealed record ReducedLayout(WeightPrecision Precision, int Length, ImmutableArray<ReducedMatrix> Matrices);

/// <summary>One packed matrix in both forms.</summary>
/// <param name="Panels">Where its panels lie.</param>
/// <param name="Rows">Its rows in order.</param>
public sealed record ReducedMatrix(ImmutableArray<ReducedPanel> Panels, ImmutableArray<ReducedRows> Rows);

/// <summary>One panel: where its floats and its stored words begin, and how many columns a row has.</summary>
/// <param name="Source">Offset of its first float.</param>
/// <param name="Target">Offset of its first word.</param>
/// <param name="Columns">Columns of a row.</param>
public readonly record struct ReducedPanel(int Source, int Target, int Columns);

/// <summary>Consecutive rows of a matrix.</summary>
/// <param name="Source">The first row among the floats.</param>
/// <param name="Count">Number of rows.</param>
/// <param name="Target">The first stored row; for an int8 kernel the row of scales.</param>
/// <param name="IsKernel">They are stored in the reduced form; other rows are copied.</param>
public readonly record struct ReducedRows(int Source, int Count, int Target, bool IsKernel);
