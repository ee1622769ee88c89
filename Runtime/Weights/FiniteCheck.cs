using System;
using System.Text;

namespace ModelGen.CompilerServices;

/// <summary>Finds NaN and infinities and says where they are.</summary>
internal static class FiniteCheck
{
    /// <summary>Index of the first NaN or infinity, or −1.</summary>
    public static int IndexOfNonFinite(ReadOnlySpan<float> values)
    {
        for (int i = 0; i < values.Length; i++)
        {
            if (!float.IsFinite(values[i]))
            {
                return i;
            }
        }

        return -1;
    }

    /// <summary>A flat row-major index as a position in the shape: 130 in [8, 128] is <c>[1, 2]</c>.</summary>
    public static string Position(ReadOnlySpan<int> shape, int index)
    {
        var text = new StringBuilder("]");
        for (int axis = shape.Length - 1; axis >= 0; axis--)
        {
            text.Insert(0, index % shape[axis]);
            text.Insert(0, axis == 0 ? "[" : ", ");
            index /= shape[axis];
        }

        return text.ToString();
    }
}
