using System;
using System.Collections.Immutable;

namespace ModelGen.CompilerServices;

/// <summary>
/// A batch normalisation and the dense layer that alone reads it: at inference they are one dense layer, whose kernel's rows are multiplied by
/// gamma / √(σ² + ε) and whose bias takes in the rest.
/// </summary>
/// <param name="Table">Offset of the normalisation's table; see <see cref="BatchNormalization"/>.</param>
/// <param name="Width">Its features, which are the kernel's rows.</param>
/// <param name="Scale">There is a gamma.</param>
/// <param name="Center">There is a beta.</param>
/// <param name="Epsilon">Added to the variance.</param>
/// <param name="Dense">The panels of the dense layer's matrix: the bias, then the kernel.</param>
public sealed record NormalizationFold(int Table, int Width, bool Scale, bool Center, double Epsilon, ImmutableArray<PanelLayout> Dense)
{
    /// <summary>Copies packed weights and folds; allocates nothing.</summary>
    /// <param name="folds">What to fold.</param>
    /// <param name="packed">The weights.</param>
    /// <param name="destination">Receives them; as long as <paramref name="packed"/>.</param>
    public static void Apply(ImmutableArray<NormalizationFold> folds, ReadOnlySpan<float> packed, Span<float> destination)
    {
        packed.CopyTo(destination);
        foreach (NormalizationFold fold in folds)
        {
            foreach (PanelLayout panel in fold.Dense)
            {
                int length = (1 + fold.Width) * panel.Width;
                fold.Apply(packed[fold.Table..], panel.Width, packed.Slice(panel.Offset, length), destination.Slice(panel.Offset, length));
            }
        }
    }

    private void Apply(ReadOnlySpan<float> table, int columns, ReadOnlySpan<float> source, Span<float> destination)
    {
        int stride = BatchNormalization.TableStride(Width);
        int beta = Scale ? stride : 0;
        int mean = beta + (Center ? stride : 0);
        for (int column = 0; column < columns; column++)
        {
            // One rounding of each sum: the bias does not lose what a large mean takes from it.
            double bias = source[column];
            for (int k = 0; k < Width; k++)
            {
                double factor = 1 / Math.Sqrt(table[mean + stride + k] + Epsilon);
                factor = Scale ? table[k] * factor : factor;
                double shift = (Center ? table[beta + k] : 0) - (table[mean + k] * factor);
                double weight = source[((1 + k) * columns) + column];
                bias += weight * shift;
                destination[((1 + k) * columns) + column] = (float)(weight * factor);
            }

            destination[column] = (float)bias;
        }
    }
}
