using System;
using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace ModelGen.CompilerServices;

/// <summary>
/// Dropout inside a recurrent cell: each row of a batch has factors of 0 or 1/(1 − rate) for every gate, the same at all timesteps
/// (Gal and Ghahramani, 2016; Keras' dropout and recurrent_dropout). An LSTM's candidate has factors of its own at every timestep
/// (Semeniuta, Severyn and Barth, 2016).
/// </summary>
public static class CellDropout
{
    /// <summary>Draws the factors <c>[rows, gates, stride]</c>; what lies beyond <paramref name="width"/> is 0.</summary>
    /// <param name="factors">The first factor.</param>
    /// <param name="rows">Number of rows.</param>
    /// <param name="gates">Number of gates.</param>
    /// <param name="width">Elements of the vector that is multiplied.</param>
    /// <param name="stride">Floats from one gate's factors to the next's.</param>
    /// <param name="rate">The fraction that is 0.</param>
    /// <param name="active">Otherwise every factor is 1.</param>
    /// <param name="key">Key of the step's draws.</param>
    /// <param name="layer">Index of the layer.</param>
    /// <param name="firstDraw">Tells apart the draws of one layer: directions, input and state; each gate takes the next number.</param>
    /// <param name="rowNumbers">The rows' numbers in the batch, which decide what is drawn.</param>
    public static void Draw(ref float factors, int rows, int gates, int width, int stride, float rate, bool active, ulong key, int layer, int firstDraw, ReadOnlySpan<int> rowNumbers)
    {
        MemoryMarshal.CreateSpan(ref factors, rows * gates * stride).Clear();
        for (int row = 0; row < rows; row++)
        {
            for (int gate = 0; gate < gates; gate++)
            {
                ref float own = ref Unsafe.Add(ref factors, ((row * gates) + gate) * stride);
                MemoryMarshal.CreateSpan(ref own, width).Fill(1f);
                if (active)
                {
                    RowOperations.Dropout(ref own, ref own, width, rate, key, layer, rowNumbers[row], firstDraw + gate);
                }
            }
        }
    }

    /// <summary>Draws factors for every timestep, <c>[timesteps, rows, stride]</c>; what lies beyond <paramref name="width"/> is 1.</summary>
    /// <param name="factors">The first factor.</param>
    /// <param name="timesteps">Number of timesteps.</param>
    /// <param name="rows">Number of rows.</param>
    /// <param name="width">Elements of the vector that is multiplied.</param>
    /// <param name="stride">Floats from one row's factors to the next's.</param>
    /// <param name="rate">The fraction that is 0.</param>
    /// <param name="active">Otherwise every factor is 1.</param>
    /// <param name="key">Key of the step's draws.</param>
    /// <param name="layer">Index of the layer.</param>
    /// <param name="firstDraw">Tells the draws of timestep 0 apart from the layer's others.</param>
    /// <param name="step">From a timestep's draw to the next one's.</param>
    /// <param name="rowNumbers">The rows' numbers in the batch, which decide what is drawn.</param>
    public static void DrawTimesteps(ref float factors, int timesteps, int rows, int width, int stride, float rate, bool active, ulong key, int layer, int firstDraw, int step, ReadOnlySpan<int> rowNumbers)
    {
        MemoryMarshal.CreateSpan(ref factors, timesteps * rows * stride).Fill(1f);
        for (int i = 0; active && i < timesteps * rows; i++)
        {
            ref float own = ref Unsafe.Add(ref factors, i * stride);
            RowOperations.Dropout(ref own, ref own, width, rate, key, layer, rowNumbers[i % rows], firstDraw + (i / rows * step));
        }
    }

    /// <summary>result[t, row] = input[t, row] · factors[row].</summary>
    /// <param name="input">The first input row.</param>
    /// <param name="inputStride">Floats from one input row to the next.</param>
    /// <param name="factors">One gate's factors of the first row.</param>
    /// <param name="factorStride">Floats from one row's factors to the next's.</param>
    /// <param name="result">The first result row.</param>
    /// <param name="resultStride">Floats from one result row to the next.</param>
    /// <param name="width">Elements of a row.</param>
    /// <param name="timesteps">Number of timesteps.</param>
    /// <param name="rows">Rows of a timestep.</param>
    public static void Multiply(ref float input, int inputStride, ref float factors, int factorStride, ref float result, int resultStride, int width, int timesteps, int rows)
    {
        for (int i = 0; i < timesteps * rows; i++)
        {
            ref float x = ref Unsafe.Add(ref input, i * inputStride);
            ref float factor = ref Unsafe.Add(ref factors, i % rows * factorStride);
            ref float y = ref Unsafe.Add(ref result, i * resultStride);
            int k = 0;
            for (; k <= width - Vector<float>.Count; k += Vector<float>.Count)
            {
                (Vector.LoadUnsafe(ref x, (nuint)k) * Vector.LoadUnsafe(ref factor, (nuint)k)).StoreUnsafe(ref y, (nuint)k);
            }

            for (; k < width; k++)
            {
                Unsafe.Add(ref y, k) = Unsafe.Add(ref x, k) * Unsafe.Add(ref factor, k);
            }
        }
    }

    /// <summary>result[t, row] += input[t, row] · factors[row].</summary>
    /// <inheritdoc cref="Multiply" path="/param"/>
    public static void MultiplyAdd(ref float input, int inputStride, ref float factors, int factorStride, ref float result, int resultStride, int width, int timesteps, int rows)
    {
        for (int i = 0; i < timesteps * rows; i++)
        {
            ref float x = ref Unsafe.Add(ref input, i * inputStride);
            ref float factor = ref Unsafe.Add(ref factors, i % rows * factorStride);
            ref float y = ref Unsafe.Add(ref result, i * resultStride);
            int k = 0;
            for (; k <= width - Vector<float>.Count; k += Vector<float>.Count)
            {
                Vector<float> product = Vector.LoadUnsafe(ref x, (nuint)k) * Vector.LoadUnsafe(ref factor, (nuint)k);
                (Vector.LoadUnsafe(ref y, (nuint)k) + product).StoreUnsafe(ref y, (nuint)k);
            }

            for (; k < width; k++)
            {
                float product = Unsafe.Add(ref x, k) * Unsafe.Add(ref factor, k);
                Unsafe.Add(ref y, k) += product;
            }
        }
    }
}
