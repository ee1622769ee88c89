using System.Collections.Generic;
using System.Linq;
using ModelGen.Declaration;

namespace ModelGen.Generator.Ir;

/// <summary>
/// The packed matrices as inference reads them: the floats themselves, or a buffer of their own with kernels in fewer bits. The
/// one owner of that buffer's offsets; <c>ReducedLayout</c> in the emitted code is written from it.
/// </summary>
internal sealed class StoredWeights
{
    private readonly Dictionary<int, PlacedMatrix> _byOffset = new();
    private readonly List<(PlacedMatrix Source, PlacedMatrix Target)> _matrices = new();

    private StoredWeights(WeightPrecision precision) => Precision = precision;

    public WeightPrecision Precision { get; }

    /// <summary>Kernels are not simply the packed floats.</summary>
    public bool IsReduced => Precision != WeightPrecision.Float32;

    /// <summary>Length of the buffer in 32-bit words.</summary>
    public int Length { get; private set; }

    /// <summary>Every matrix in both forms.</summary>
    public IReadOnlyList<(PlacedMatrix Source, PlacedMatrix Target)> Matrices => _matrices;

    public static StoredWeights Plan(WeightPrecision precision, IReadOnlyList<LayerPlan> layers, IReadOnlyList<TensorPlan> tensors)
    {
        var stored = new StoredWeights(precision);
        if (!stored.IsReduced)
        {
            return stored;
        }

        // A table is looked up, not multiplied.
        var tables = new HashSet<int>(layers.OfType<EmbeddingPlan>().Select(e => e.Weights.Offset));
        foreach (IGrouping<PlacedMatrix, TensorPlan> matrix in tensors.SelectMany(t => t.Matrices.Select(m => (Matrix: m, Tensor: t))).GroupBy(p => p.Matrix, p => p.Tensor))
        {
            PlacedMatrix source = matrix.Key;
            IEnumerable<(int FirstRow, int Rows)> kernels = tables.Contains(source.Offset)
                ? Enumerable.Empty<(int FirstRow, int Rows)>()
                : matrix.Where(t => t.IsKernel).Select(t => (t.FirstRow, t.Rows)).OrderBy(k => k.FirstRow);
            var target = new PlacedMatrix(source.Matrix.Reduce(precision, kernels), stored.Length);
            stored.Length = (stored.Length + target.Matrix.Length + 15) & ~15;
            stored._matrices.Add((source, target));
            stored._byOffset.Add(source.Offset, target);
        }

        return stored;
    }

    /// <summary>What inference reads in place of <paramref name="matrix"/>.</summary>
    public PlacedMatrix Of(PlacedMatrix matrix) => IsReduced ? _byOffset[matrix.Offset] : matrix;
}
