using System.Runtime.CompilerServices;

namespace ModelGen.CompilerServices;

// The register tiles: one hot loop per method.
public static partial class MatrixKernels<TLanes>
{
    /// <summary>6 rows by <see cref="ILanes{TSelf}.TileVectors"/> vectors.</summary>
    [MethodImpl(Kernel)]
    private static void ProductTile(ref float bias, ref float w, int columns, int length, ref float x, nint inputStride, ref float z, nint resultStride, ProductStart start)
    {
        TLanes s00 = default, s01 = default, s02 = default, s03 = default;
        TLanes s10 = default, s11 = default, s12 = default, s13 = default;
        TLanes s20 = default, s21 = default, s22 = default, s23 = default;
        TLanes s30 = default, s31 = default, s32 = default, s33 = default;
        TLanes s40 = default, s41 = default, s42 = default, s43 = default;
        TLanes s50 = default, s51 = default, s52 = default, s53 = default;
        if (start == ProductStart.Bias)
        {
            TLanes.LoadTile(ref bias, out s00, out s01, out s02, out s03);
            s10 = s00; s11 = s01; s12 = s02; s13 = s03;
            s20 = s00; s21 = s01; s22 = s02; s23 = s03;
            s30 = s00; s31 = s01; s32 = s02; s33 = s03;
            s40 = s00; s41 = s01; s42 = s02; s43 = s03;
            s50 = s00; s51 = s01; s52 = s02; s53 = s03;
        }
        else if (start == ProductStart.Result)
        {
            TLanes.LoadTile(ref z, out s00, out s01, out s02, out s03);
            TLanes.LoadTile(ref Unsafe.Add(ref z, resultStride), out s10, out s11, out s12, out s13);
            TLanes.LoadTile(ref Unsafe.Add(ref z, 2 * resultStride), out s20, out s21, out s22, out s23);
            TLanes.LoadTile(ref Unsafe.Add(ref z, 3 * resultStride), out s30, out s31, out s32, out s33);
            TLanes.LoadTile(ref Unsafe.Add(ref z, 4 * resultStride), out s40, out s41, out s42, out s43);
            TLanes.LoadTile(ref Unsafe.Add(ref z, 5 * resultStride), out s50, out s51, out s52, out s53);
        }

        for (int k = 0; k < length; k++)
        {
            TLanes.LoadTile(ref w, out TLanes w0, out TLanes w1, out TLanes w2, out TLanes w3);
            TLanes.AccumulateTile(ref x, w0, w1, w2, w3, ref s00, ref s01, ref s02, ref s03);
            TLanes.AccumulateTile(ref Unsafe.Add(ref x, inputStride), w0, w1, w2, w3, ref s10, ref s11, ref s12, ref s13);
            TLanes.AccumulateTile(ref Unsafe.Add(ref x, 2 * inputStride), w0, w1, w2, w3, ref s20, ref s21, ref s22, ref s23);
            TLanes.AccumulateTile(ref Unsafe.Add(ref x, 3 * inputStride), w0, w1, w2, w3, ref s30, ref s31, ref s32, ref s33);
            TLanes.AccumulateTile(ref Unsafe.Add(ref x, 4 * inputStride), w0, w1, w2, w3, ref s40, ref s41, ref s42, ref s43);
            TLanes.AccumulateTile(ref Unsafe.Add(ref x, 5 * inputStride), w0, w1, w2, w3, ref s50, ref s51, ref s52, ref s53);
            x = ref Unsafe.Add(ref x, 1);
            w = ref Unsafe.Add(ref w, columns);
        }

        if (start == ProductStart.ZeroThenAdd)
        {
            TLanes.AddToTile(ref z, s00, s01, s02, s03);
            TLanes.AddToTile(ref Unsafe.Add(ref z, resultStride), s10, s11, s12, s13);
            TLanes.AddToTile(ref Unsafe.Add(ref z, 2 * resultStride), s20, s21, s22, s23);
            TLanes.AddToTile(ref Unsafe.Add(ref z, 3 * resultStride), s30, s31, s32, s33);
            TLanes.AddToTile(ref Unsafe.Add(ref z, 4 * resultStride), s40, s41, s42, s43);
            TLanes.AddToTile(ref Unsafe.Add(ref z, 5 * resultStride), s50, s51, s52, s53);
            return;
        }

        TLanes.StoreTile(ref z, s00, s01, s02, s03);
        TLanes.StoreTile(ref Unsafe.Add(ref z, resultStride), s10, s11, s12, s13);
        TLanes.StoreTile(ref Unsafe.Add(ref z, 2 * resultStride), s20, s21, s22, s23);
        TLanes.StoreTile(ref Unsafe.Add(ref z, 3 * resultStride), s30, s31, s32, s33);
        TLanes.StoreTile(ref Unsafe.Add(ref z, 4 * resultStride), s40, s41, s42, s43);
        TLanes.StoreTile(ref Unsafe.Add(ref z, 5 * resultStride), s50, s51, s52, s53);
    }

    /// <summary>4 rows by <see cref="ILanes{TSelf}.TileVectors"/> vectors.</summary>
    [MethodImpl(Kernel)]
    private static void ProductTile4(ref float bias, ref float w, int columns, int length, ref float x, nint inputStride, ref float z, nint resultStride, ProductStart start)
    {
        TLanes s00 = default, s01 = default, s02 = default, s03 = default;
        TLanes s10 = default, s11 = default, s12 = default, s13 = default;
        TLanes s20 = default, s21 = default, s22 = default, s23 = default;
        TLanes s30 = default, s31 = default, s32 = default, s33 = default;
        if (start == ProductStart.Bias)
        {
            TLanes.LoadTile(ref bias, out s00, out s01, out s02, out s03);
            s10 = s00; s11 = s01; s12 = s02; s13 = s03;
            s20 = s00; s21 = s01; s22 = s02; s23 = s03;
            s30 = s00; s31 = s01; s32 = s02; s33 = s03;
        }
        else if (start == ProductStart.Result)
        {
            TLanes.LoadTile(ref z, out s00, out s01, out s02, out s03);
            TLanes.LoadTile(ref Unsafe.Add(ref z, resultStride), out s10, out s11, out s12, out s13);
            TLanes.LoadTile(ref Unsafe.Add(ref z, 2 * resultStride), out s20, out s21, out s22, out s23);
            TLanes.LoadTile(ref Unsafe.Add(ref z, 3 * resultStride), out s30, out s31, out s32, out s33);
        }

        for (int k = 0; k < length; k++)
        {
            TLanes.LoadTile(ref w, out TLanes w0, out TLanes w1, out TLanes w2, out TLanes w3);
            TLanes.AccumulateTile(ref x, w0, w1, w2, w3, ref s00, ref s01, ref s02, ref s03);
            TLanes.AccumulateTile(ref Unsafe.Add(ref x, inputStride), w0, w1, w2, w3, ref s10, ref s11, ref s12, ref s13);
            TLanes.AccumulateTile(ref Unsafe.Add(ref x, 2 * inputStride), w0, w1, w2, w3, ref s20, ref s21, ref s22, ref s23);
            TLanes.AccumulateTile(ref Unsafe.Add(ref x, 3 * inputStride), w0, w1, w2, w3, ref s30, ref s31, ref s32, ref s33);
            x = ref Unsafe.Add(ref x, 1);
            w = ref Unsafe.Add(ref w, columns);
        }

        if (start == ProductStart.ZeroThenAdd)
        {
            TLanes.AddToTile(ref z, s00, s01, s02, s03);
            TLanes.AddToTile(ref Unsafe.Add(ref z, resultStride), s10, s11, s12, s13);
            TLanes.AddToTile(ref Unsafe.Add(ref z, 2 * resultStride), s20, s21, s22, s23);
            TLanes.AddToTile(ref Unsafe.Add(ref z, 3 * resultStride), s30, s31, s32, s33);
            return;
        }

        TLanes.StoreTile(ref z, s00, s01, s02, s03);
        TLanes.StoreTile(ref Unsafe.Add(ref z, resultStride), s10, s11, s12, s13);
        TLanes.StoreTile(ref Unsafe.Add(ref z, 2 * resultStride), s20, s21, s22, s23);
        TLanes.StoreTile(ref Unsafe.Add(ref z, 3 * resultStride), s30, s31, s32, s33);
    }

    /// <summary>6 rows by 2 vectors.</summary>
    [MethodImpl(Kernel)]
    private static void Product6x2(ref float bias, ref float w, int columns, int length, ref float x, nint inputStride, ref float z, nint resultStride, ProductStart start)
    {
        TLanes s00 = default, s01 = default;
        TLanes s10 = default, s11 = default;
        TLanes s20 = default, s21 = default;
        TLanes s30 = default, s31 = default;
        TLanes s40 = default, s41 = default;
        TLanes s50 = default, s51 = default;
        if (start == ProductStart.Bias)
        {
            TLanes.Load(ref bias, out s00, out s01);
            s10 = s00; s11 = s01;
            s20 = s00; s21 = s01;
            s30 = s00; s31 = s01;
            s40 = s00; s41 = s01;
            s50 = s00; s51 = s01;
        }
        else if (start == ProductStart.Result)
        {
            TLanes.Load(ref z, out s00, out s01);
            TLanes.Load(ref Unsafe.Add(ref z, resultStride), out s10, out s11);
            TLanes.Load(ref Unsafe.Add(ref z, 2 * resultStride), out s20, out s21);
            TLanes.Load(ref Unsafe.Add(ref z, 3 * resultStride), out s30, out s31);
            TLanes.Load(ref Unsafe.Add(ref z, 4 * resultStride), out s40, out s41);
            TLanes.Load(ref Unsafe.Add(ref z, 5 * resultStride), out s50, out s51);
        }

        for (int k = 0; k < length; k++)
        {
            TLanes.Load(ref w, out TLanes w0, out TLanes w1);
            TLanes.Accumulate(ref x, w0, w1, ref s00, ref s01);
            TLanes.Accumulate(ref Unsafe.Add(ref x, inputStride), w0, w1, ref s10, ref s11);
            TLanes.Accumulate(ref Unsafe.Add(ref x, 2 * inputStride), w0, w1, ref s20, ref s21);
            TLanes.Accumulate(ref Unsafe.Add(ref x, 3 * inputStride), w0, w1, ref s30, ref s31);
            TLanes.Accumulate(ref Unsafe.Add(ref x, 4 * inputStride), w0, w1, ref s40, ref s41);
            TLanes.Accumulate(ref Unsafe.Add(ref x, 5 * inputStride), w0, w1, ref s50, ref s51);
            x = ref Unsafe.Add(ref x, 1);
            w = ref Unsafe.Add(ref w, columns);
        }

        if (start == ProductStart.ZeroThenAdd)
        {
            TLanes.AddTo(ref z, s00, s01);
            TLanes.AddTo(ref Unsafe.Add(ref z, resultStride), s10, s11);
            TLanes.AddTo(ref Unsafe.Add(ref z, 2 * resultStride), s20, s21);
            TLanes.AddTo(ref Unsafe.Add(ref z, 3 * resultStride), s30, s31);
            TLanes.AddTo(ref Unsafe.Add(ref z, 4 * resultStride), s40, s41);
            TLanes.AddTo(ref Unsafe.Add(ref z, 5 * resultStride), s50, s51);
            return;
        }

        TLanes.Store(ref z, s00, s01);
        TLanes.Store(ref Unsafe.Add(ref z, resultStride), s10, s11);
        TLanes.Store(ref Unsafe.Add(ref z, 2 * resultStride), s20, s21);
        TLanes.Store(ref Unsafe.Add(ref z, 3 * resultStride), s30, s31);
        TLanes.Store(ref Unsafe.Add(ref z, 4 * resultStride), s40, s41);
        TLanes.Store(ref Unsafe.Add(ref z, 5 * resultStride), s50, s51);
    }

    /// <summary>6 rows by 1 vector.</summary>
    [MethodImpl(Kernel)]
    private static void Product6x1(ref float bias, ref float w, int columns, int length, ref float x, nint inputStride, ref float z, nint resultStride, ProductStart start)
    {
        TLanes s00 = default;
        TLanes s10 = default;
        TLanes s20 = default;
        TLanes s30 = default;
        TLanes s40 = default;
        TLanes s50 = default;
        if (start == ProductStart.Bias)
        {
            s00 = TLanes.Load(ref bias, 0);
            s10 = s00;
            s20 = s00;
            s30 = s00;
            s40 = s00;
            s50 = s00;
        }
        else if (start == ProductStart.Result)
        {
            s00 = TLanes.Load(ref z, 0);
            s10 = TLanes.Load(ref Unsafe.Add(ref z, resultStride), 0);
            s20 = TLanes.Load(ref Unsafe.Add(ref z, 2 * resultStride), 0);
            s30 = TLanes.Load(ref Unsafe.Add(ref z, 3 * resultStride), 0);
            s40 = TLanes.Load(ref Unsafe.Add(ref z, 4 * resultStride), 0);
            s50 = TLanes.Load(ref Unsafe.Add(ref z, 5 * resultStride), 0);
        }

        for (int k = 0; k < length; k++)
        {
            TLanes w0 = TLanes.Load(ref w, 0);
            TLanes.Accumulate(ref x, w0, ref s00);
            TLanes.Accumulate(ref Unsafe.Add(ref x, inputStride), w0, ref s10);
            TLanes.Accumulate(ref Unsafe.Add(ref x, 2 * inputStride), w0, ref s20);
            TLanes.Accumulate(ref Unsafe.Add(ref x, 3 * inputStride), w0, ref s30);
            TLanes.Accumulate(ref Unsafe.Add(ref x, 4 * inputStride), w0, ref s40);
            TLanes.Accumulate(ref Unsafe.Add(ref x, 5 * inputStride), w0, ref s50);
            x = ref Unsafe.Add(ref x, 1);
            w = ref Unsafe.Add(ref w, columns);
        }

        if (start == ProductStart.ZeroThenAdd)
        {
            TLanes.AddTo(ref z, s00);
            TLanes.AddTo(ref Unsafe.Add(ref z, resultStride), s10);
            TLanes.AddTo(ref Unsafe.Add(ref z, 2 * resultStride), s20);
            TLanes.AddTo(ref Unsafe.Add(ref z, 3 * resultStride), s30);
            TLanes.AddTo(ref Unsafe.Add(ref z, 4 * resultStride), s40);
            TLanes.AddTo(ref Unsafe.Add(ref z, 5 * resultStride), s50);
            return;
        }

        s00.Store(ref z, 0);
        s10.Store(ref Unsafe.Add(ref z, resultStride), 0);
        s20.Store(ref Unsafe.Add(ref z, 2 * resultStride), 0);
        s30.Store(ref Unsafe.Add(ref z, 3 * resultStride), 0);
        s40.Store(ref Unsafe.Add(ref z, 4 * resultStride), 0);
        s50.Store(ref Unsafe.Add(ref z, 5 * resultStride), 0);
    }

    /// <summary>2 rows by 4 vectors.</summary>
    [MethodImpl(Kernel)]
    private static void Product2x4(ref float bias, ref float w, int columns, int length, ref float x, nint inputStride, ref float z, nint resultStride, ProductStart start)
    {
        TLanes s00 = default, s01 = default, s02 = default, s03 = default;
        TLanes s10 = default, s11 = default, s12 = default, s13 = default;
        if (start == ProductStart.Bias)
        {
            TLanes.Load(ref bias, out s00, out s01, out s02, out s03);
            s10 = s00; s11 = s01; s12 = s02; s13 = s03;
        }
        else if (start == ProductStart.Result)
        {
            TLanes.Load(ref z, out s00, out s01, out s02, out s03);
            TLanes.Load(ref Unsafe.Add(ref z, resultStride), out s10, out s11, out s12, out s13);
        }

        for (int k = 0; k < length; k++)
        {
            TLanes.Accumulate(TLanes.Broadcast(ref x), ref w, 0, ref s00, ref s01, ref s02, ref s03);
            TLanes.Accumulate(TLanes.Broadcast(ref Unsafe.Add(ref x, inputStride)), ref w, 0, ref s10, ref s11, ref s12, ref s13);
            x = ref Unsafe.Add(ref x, 1);
            w = ref Unsafe.Add(ref w, columns);
        }

        if (start == ProductStart.ZeroThenAdd)
        {
            TLanes.AddTo(ref z, s00, s01, s02, s03);
            TLanes.AddTo(ref Unsafe.Add(ref z, resultStride), s10, s11, s12, s13);
            return;
        }

        TLanes.Store(ref z, s00, s01, s02, s03);
        TLanes.Store(ref Unsafe.Add(ref z, resultStride), s10, s11, s12, s13);
    }

    /// <summary>1 row by 4 vectors.</summary>
    [MethodImpl(Kernel)]
    private static void Product1x4(ref float bias, ref float w, int columns, int length, ref float x, ref float z, ProductStart start)
    {
        TLanes s00 = default, s01 = default, s02 = default, s03 = default;
        if (start == ProductStart.Bias)
        {
            TLanes.Load(ref bias, out s00, out s01, out s02, out s03);
        }
        else if (start == ProductStart.Result)
        {
            TLanes.Load(ref z, out s00, out s01, out s02, out s03);
        }

        for (int k = 0; k < length; k++)
        {
            TLanes.Accumulate(TLanes.Broadcast(ref x), ref w, 0, ref s00, ref s01, ref s02, ref s03);
            x = ref Unsafe.Add(ref x, 1);
            w = ref Unsafe.Add(ref w, columns);
        }

        if (start == ProductStart.ZeroThenAdd)
        {
            TLanes.AddTo(ref z, s00, s01, s02, s03);
            return;
        }

        TLanes.Store(ref z, s00, s01, s02, s03);
    }

    /// <summary>2 rows by 3 vectors.</summary>
    [MethodImpl(Kernel)]
    private static void Product2x3(ref float bias, ref float w, int columns, int length, ref float x, nint inputStride, ref float z, nint resultStride, ProductStart start)
    {
        TLanes s00 = default, s01 = default, s02 = default;
        TLanes s10 = default, s11 = default, s12 = default;
        if (start == ProductStart.Bias)
        {
            TLanes.Load(ref bias, out s00, out s01, out s02);
            s10 = s00; s11 = s01; s12 = s02;
        }
        else if (start == ProductStart.Result)
        {
            TLanes.Load(ref z, out s00, out s01, out s02);
            TLanes.Load(ref Unsafe.Add(ref z, resultStride), out s10, out s11, out s12);
        }

        for (int k = 0; k < length; k++)
        {
            TLanes.Accumulate(TLanes.Broadcast(ref x), ref w, 0, ref s00, ref s01, ref s02);
            TLanes.Accumulate(TLanes.Broadcast(ref Unsafe.Add(ref x, inputStride)), ref w, 0, ref s10, ref s11, ref s12);
            x = ref Unsafe.Add(ref x, 1);
            w = ref Unsafe.Add(ref w, columns);
        }

        if (start == ProductStart.ZeroThenAdd)
        {
            TLanes.AddTo(ref z, s00, s01, s02);
            TLanes.AddTo(ref Unsafe.Add(ref z, resultStride), s10, s11, s12);
            return;
        }

        TLanes.Store(ref z, s00, s01, s02);
        TLanes.Store(ref Unsafe.Add(ref z, resultStride), s10, s11, s12);
    }

    /// <summary>1 row by 3 vectors.</summary>
    [MethodImpl(Kernel)]
    private static void Product1x3(ref float bias, ref float w, int columns, int length, ref float x, ref float z, ProductStart start)
    {
        TLanes s00 = default, s01 = default, s02 = default;
        if (start == ProductStart.Bias)
        {
            TLanes.Load(ref bias, out s00, out s01, out s02);
        }
        else if (start == ProductStart.Result)
        {
            TLanes.Load(ref z, out s00, out s01, out s02);
        }

        for (int k = 0; k < length; k++)
        {
            TLanes.Accumulate(TLanes.Broadcast(ref x), ref w, 0, ref s00, ref s01, ref s02);
            x = ref Unsafe.Add(ref x, 1);
            w = ref Unsafe.Add(ref w, columns);
        }

        if (start == ProductStart.ZeroThenAdd)
        {
            TLanes.AddTo(ref z, s00, s01, s02);
            return;
        }

        TLanes.Store(ref z, s00, s01, s02);
    }

    /// <summary>2 rows by 2 vectors.</summary>
    [MethodImpl(Kernel)]
    private static void Product2x2(ref float bias, ref float w, int columns, int length, ref float x, nint inputStride, ref float z, nint resultStride, ProductStart start)
    {
        TLanes s00 = default, s01 = default;
        TLanes s10 = default, s11 = default;
        if (start == ProductStart.Bias)
        {
            TLanes.Load(ref bias, out s00, out s01);
            s10 = s00; s11 = s01;
        }
        else if (start == ProductStart.Result)
        {
            TLanes.Load(ref z, out s00, out s01);
            TLanes.Load(ref Unsafe.Add(ref z, resultStride), out s10, out s11);
        }

        for (int k = 0; k < length; k++)
        {
            TLanes.Load(ref w, out TLanes w0, out TLanes w1);
            TLanes.Accumulate(ref x, w0, w1, ref s00, ref s01);
            TLanes.Accumulate(ref Unsafe.Add(ref x, inputStride), w0, w1, ref s10, ref s11);
            x = ref Unsafe.Add(ref x, 1);
            w = ref Unsafe.Add(ref w, columns);
        }

        if (start == ProductStart.ZeroThenAdd)
        {
            TLanes.AddTo(ref z, s00, s01);
            TLanes.AddTo(ref Unsafe.Add(ref z, resultStride), s10, s11);
            return;
        }

        TLanes.Store(ref z, s00, s01);
        TLanes.Store(ref Unsafe.Add(ref z, resultStride), s10, s11);
    }

    /// <summary>1 row by 2 vectors.</summary>
    [MethodImpl(Kernel)]
    private static void Product1x2(ref float bias, ref float w, int columns, int length, ref float x, ref float z, ProductStart start)
    {
        TLanes s00 = default, s01 = default;
        if (start == ProductStart.Bias)
        {
            TLanes.Load(ref bias, out s00, out s01);
        }
        else if (start == ProductStart.Result)
        {
            TLanes.Load(ref z, out s00, out s01);
        }

        for (int k = 0; k < length; k++)
        {
            TLanes.Load(ref w, out TLanes w0, out TLanes w1);
            TLanes.Accumulate(ref x, w0, w1, ref s00, ref s01);
            x = ref Unsafe.Add(ref x, 1);
            w = ref Unsafe.Add(ref w, columns);
        }

        if (start == ProductStart.ZeroThenAdd)
        {
            TLanes.AddTo(ref z, s00, s01);
            return;
        }

        TLanes.Store(ref z, s00, s01);
    }

    /// <summary>1 row by 1 vector.</summary>
    [MethodImpl(Kernel)]
    private static void Product1x1(ref float bias, ref float w, int columns, int length, ref float x, ref float z, ProductStart start)
    {
        TLanes s00 = default;
        if (start == ProductStart.Bias)
        {
            s00 = TLanes.Load(ref bias, 0);
        }
        else if (start == ProductStart.Result)
        {
            s00 = TLanes.Load(ref z, 0);
        }

        for (int k = 0; k < length; k++)
        {
            TLanes w0 = TLanes.Load(ref w, 0);
            TLanes.Accumulate(ref x, w0, ref s00);
            x = ref Unsafe.Add(ref x, 1);
            w = ref Unsafe.Add(ref w, columns);
        }

        if (start == ProductStart.ZeroThenAdd)
        {
            TLanes.AddTo(ref z, s00);
            return;
        }

        s00.Store(ref z, 0);
    }

    /// <summary>6 elements by <see cref="ILanes{TSelf}.TileVectors"/> vectors.</summary>
    [MethodImpl(Kernel)]
    private static void OuterTile(ref float g, int columns, ref float x, nint inputStride, ref float d, nint deltaStride, int rows)
    {
        TLanes.LoadTile(ref g, out TLanes s00, out TLanes s01, out TLanes s02, out TLanes s03);
        TLanes.LoadTile(ref Unsafe.Add(ref g, columns), out TLanes s10, out TLanes s11, out TLanes s12, out TLanes s13);
        TLanes.LoadTile(ref Unsafe.Add(ref g, 2 * columns), out TLanes s20, out TLanes s21, out TLanes s22, out TLanes s23);
        TLanes.LoadTile(ref Unsafe.Add(ref g, 3 * columns), out TLanes s30, out TLanes s31, out TLanes s32, out TLanes s33);
        TLanes.LoadTile(ref Unsafe.Add(ref g, 4 * columns), out TLanes s40, out TLanes s41, out TLanes s42, out TLanes s43);
        TLanes.LoadTile(ref Unsafe.Add(ref g, 5 * columns), out TLanes s50, out TLanes s51, out TLanes s52, out TLanes s53);
        for (int row = 0; row < rows; row++)
        {
            TLanes.LoadTile(ref d, out TLanes d0, out TLanes d1, out TLanes d2, out TLanes d3);
            TLanes.AccumulateTile(ref x, d0, d1, d2, d3, ref s00, ref s01, ref s02, ref s03);
            TLanes.AccumulateTile(ref Unsafe.Add(ref x, 1), d0, d1, d2, d3, ref s10, ref s11, ref s12, ref s13);
            TLanes.AccumulateTile(ref Unsafe.Add(ref x, 2), d0, d1, d2, d3, ref s20, ref s21, ref s22, ref s23);
            TLanes.AccumulateTile(ref Unsafe.Add(ref x, 3), d0, d1, d2, d3, ref s30, ref s31, ref s32, ref s33);
            TLanes.AccumulateTile(ref Unsafe.Add(ref x, 4), d0, d1, d2, d3, ref s40, ref s41, ref s42, ref s43);
            TLanes.AccumulateTile(ref Unsafe.Add(ref x, 5), d0, d1, d2, d3, ref s50, ref s51, ref s52, ref s53);
            x = ref Unsafe.Add(ref x, inputStride);
            d = ref Unsafe.Add(ref d, deltaStride);
        }

        TLanes.StoreTile(ref g, s00, s01, s02, s03);
        TLanes.StoreTile(ref Unsafe.Add(ref g, columns), s10, s11, s12, s13);
        TLanes.StoreTile(ref Unsafe.Add(ref g, 2 * columns), s20, s21, s22, s23);
        TLanes.StoreTile(ref Unsafe.Add(ref g, 3 * columns), s30, s31, s32, s33);
        TLanes.StoreTile(ref Unsafe.Add(ref g, 4 * columns), s40, s41, s42, s43);
        TLanes.StoreTile(ref Unsafe.Add(ref g, 5 * columns), s50, s51, s52, s53);
    }

    /// <summary>4 elements by <see cref="ILanes{TSelf}.TileVectors"/> vectors.</summary>
    [MethodImpl(Kernel)]
    private static void OuterTile4(ref float g, int columns, ref float x, nint inputStride, ref float d, nint deltaStride, int rows)
    {
        TLanes.LoadTile(ref g, out TLanes s00, out TLanes s01, out TLanes s02, out TLanes s03);
        TLanes.LoadTile(ref Unsafe.Add(ref g, columns), out TLanes s10, out TLanes s11, out TLanes s12, out TLanes s13);
        TLanes.LoadTile(ref Unsafe.Add(ref g, 2 * columns), out TLanes s20, out TLanes s21, out TLanes s22, out TLanes s23);
        TLanes.LoadTile(ref Unsafe.Add(ref g, 3 * columns), out TLanes s30, out TLanes s31, out TLanes s32, out TLanes s33);
        for (int row = 0; row < rows; row++)
        {
            TLanes.LoadTile(ref d, out TLanes d0, out TLanes d1, out TLanes d2, out TLanes d3);
            TLanes.AccumulateTile(ref x, d0, d1, d2, d3, ref s00, ref s01, ref s02, ref s03);
            TLanes.AccumulateTile(ref Unsafe.Add(ref x, 1), d0, d1, d2, d3, ref s10, ref s11, ref s12, ref s13);
            TLanes.AccumulateTile(ref Unsafe.Add(ref x, 2), d0, d1, d2, d3, ref s20, ref s21, ref s22, ref s23);
            TLanes.AccumulateTile(ref Unsafe.Add(ref x, 3), d0, d1, d2, d3, ref s30, ref s31, ref s32, ref s33);
            x = ref Unsafe.Add(ref x, inputStride);
            d = ref Unsafe.Add(ref d, deltaStride);
        }

        TLanes.StoreTile(ref g, s00, s01, s02, s03);
        TLanes.StoreTile(ref Unsafe.Add(ref g, columns), s10, s11, s12, s13);
        TLanes.StoreTile(ref Unsafe.Add(ref g, 2 * columns), s20, s21, s22, s23);
        TLanes.StoreTile(ref Unsafe.Add(ref g, 3 * columns), s30, s31, s32, s33);
    }

    /// <summary>8 elements by 3 vectors: 24 accumulators.</summary>
    [MethodImpl(Kernel)]
    private static void Outer8x3(ref float g, int columns, ref float x, nint inputStride, ref float d, nint deltaStride, int rows)
    {
        TLanes.Load(ref g, out TLanes s00, out TLanes s01, out TLanes s02);
        TLanes.Load(ref Unsafe.Add(ref g, columns), out TLanes s10, out TLanes s11, out TLanes s12);
        TLanes.Load(ref Unsafe.Add(ref g, 2 * columns), out TLanes s20, out TLanes s21, out TLanes s22);
        TLanes.Load(ref Unsafe.Add(ref g, 3 * columns), out TLanes s30, out TLanes s31, out TLanes s32);
        TLanes.Load(ref Unsafe.Add(ref g, 4 * columns), out TLanes s40, out TLanes s41, out TLanes s42);
        TLanes.Load(ref Unsafe.Add(ref g, 5 * columns), out TLanes s50, out TLanes s51, out TLanes s52);
        TLanes.Load(ref Unsafe.Add(ref g, 6 * columns), out TLanes s60, out TLanes s61, out TLanes s62);
        TLanes.Load(ref Unsafe.Add(ref g, 7 * columns), out TLanes s70, out TLanes s71, out TLanes s72);
        for (int row = 0; row < rows; row++)
        {
            TLanes.Load(ref d, out TLanes d0, out TLanes d1, out TLanes d2);
            TLanes.Accumulate(ref x, d0, d1, d2, ref s00, ref s01, ref s02);
            TLanes.Accumulate(ref Unsafe.Add(ref x, 1), d0, d1, d2, ref s10, ref s11, ref s12);
            TLanes.Accumulate(ref Unsafe.Add(ref x, 2), d0, d1, d2, ref s20, ref s21, ref s22);
            TLanes.Accumulate(ref Unsafe.Add(ref x, 3), d0, d1, d2, ref s30, ref s31, ref s32);
            TLanes.Accumulate(ref Unsafe.Add(ref x, 4), d0, d1, d2, ref s40, ref s41, ref s42);
            TLanes.Accumulate(ref Unsafe.Add(ref x, 5), d0, d1, d2, ref s50, ref s51, ref s52);
            TLanes.Accumulate(ref Unsafe.Add(ref x, 6), d0, d1, d2, ref s60, ref s61, ref s62);
            TLanes.Accumulate(ref Unsafe.Add(ref x, 7), d0, d1, d2, ref s70, ref s71, ref s72);
            x = ref Unsafe.Add(ref x, inputStride);
            d = ref Unsafe.Add(ref d, deltaStride);
        }

        TLanes.Store(ref g, s00, s01, s02);
        TLanes.Store(ref Unsafe.Add(ref g, columns), s10, s11, s12);
        TLanes.Store(ref Unsafe.Add(ref g, 2 * columns), s20, s21, s22);
        TLanes.Store(ref Unsafe.Add(ref g, 3 * columns), s30, s31, s32);
        TLanes.Store(ref Unsafe.Add(ref g, 4 * columns), s40, s41, s42);
        TLanes.Store(ref Unsafe.Add(ref g, 5 * columns), s50, s51, s52);
        TLanes.Store(ref Unsafe.Add(ref g, 6 * columns), s60, s61, s62);
        TLanes.Store(ref Unsafe.Add(ref g, 7 * columns), s70, s71, s72);
    }

    /// <summary>6 elements by 2 vectors.</summary>
    [MethodImpl(Kernel)]
    private static void Outer6x2(ref float g, int columns, ref float x, nint inputStride, ref float d, nint deltaStride, int rows)
    {
        TLanes.Load(ref g, out TLanes s00, out TLanes s01);
        TLanes.Load(ref Unsafe.Add(ref g, columns), out TLanes s10, out TLanes s11);
        TLanes.Load(ref Unsafe.Add(ref g, 2 * columns), out TLanes s20, out TLanes s21);
        TLanes.Load(ref Unsafe.Add(ref g, 3 * columns), out TLanes s30, out TLanes s31);
        TLanes.Load(ref Unsafe.Add(ref g, 4 * columns), out TLanes s40, out TLanes s41);
        TLanes.Load(ref Unsafe.Add(ref g, 5 * columns), out TLanes s50, out TLanes s51);
        for (int row = 0; row < rows; row++)
        {
            TLanes.Load(ref d, out TLanes d0, out TLanes d1);
            TLanes.Accumulate(ref x, d0, d1, ref s00, ref s01);
            TLanes.Accumulate(ref Unsafe.Add(ref x, 1), d0, d1, ref s10, ref s11);
            TLanes.Accumulate(ref Unsafe.Add(ref x, 2), d0, d1, ref s20, ref s21);
            TLanes.Accumulate(ref Unsafe.Add(ref x, 3), d0, d1, ref s30, ref s31);
            TLanes.Accumulate(ref Unsafe.Add(ref x, 4), d0, d1, ref s40, ref s41);
            TLanes.Accumulate(ref Unsafe.Add(ref x, 5), d0, d1, ref s50, ref s51);
            x = ref Unsafe.Add(ref x, inputStride);
            d = ref Unsafe.Add(ref d, deltaStride);
        }

        TLanes.Store(ref g, s00, s01);
        TLanes.Store(ref Unsafe.Add(ref g, columns), s10, s11);
        TLanes.Store(ref Unsafe.Add(ref g, 2 * columns), s20, s21);
        TLanes.Store(ref Unsafe.Add(ref g, 3 * columns), s30, s31);
        TLanes.Store(ref Unsafe.Add(ref g, 4 * columns), s40, s41);
        TLanes.Store(ref Unsafe.Add(ref g, 5 * columns), s50, s51);
    }

    /// <summary>2 elements by 2 vectors.</summary>
    [MethodImpl(Kernel)]
    private static void Outer2x2(ref float g, int columns, ref float x, nint inputStride, ref float d, nint deltaStride, int rows)
    {
        TLanes.Load(ref g, out TLanes s00, out TLanes s01);
        TLanes.Load(ref Unsafe.Add(ref g, columns), out TLanes s10, out TLanes s11);
        for (int row = 0; row < rows; row++)
        {
            TLanes.Load(ref d, out TLanes d0, out TLanes d1);
            TLanes.Accumulate(ref x, d0, d1, ref s00, ref s01);
            TLanes.Accumulate(ref Unsafe.Add(ref x, 1), d0, d1, ref s10, ref s11);
            x = ref Unsafe.Add(ref x, inputStride);
            d = ref Unsafe.Add(ref d, deltaStride);
        }

        TLanes.Store(ref g, s00, s01);
        TLanes.Store(ref Unsafe.Add(ref g, columns), s10, s11);
    }

    /// <summary>1 element by 2 vectors.</summary>
    [MethodImpl(Kernel)]
    private static void Outer1x2(ref float g, ref float x, nint inputStride, ref float d, nint deltaStride, int rows)
    {
        TLanes.Load(ref g, out TLanes s00, out TLanes s01);
        for (int row = 0; row < rows; row++)
        {
            TLanes.Load(ref d, out TLanes d0, out TLanes d1);
            TLanes.Accumulate(ref x, d0, d1, ref s00, ref s01);
            x = ref Unsafe.Add(ref x, inputStride);
            d = ref Unsafe.Add(ref d, deltaStride);
        }

        TLanes.Store(ref g, s00, s01);
    }

    /// <summary>6 elements by 1 vector.</summary>
    [MethodImpl(Kernel)]
    private static void Outer6x1(ref float g, int columns, ref float x, nint inputStride, ref float d, nint deltaStride, int rows)
    {
        TLanes s00 = TLanes.Load(ref g, 0);
        TLanes s10 = TLanes.Load(ref Unsafe.Add(ref g, columns), 0);
        TLanes s20 = TLanes.Load(ref Unsafe.Add(ref g, 2 * columns), 0);
        TLanes s30 = TLanes.Load(ref Unsafe.Add(ref g, 3 * columns), 0);
        TLanes s40 = TLanes.Load(ref Unsafe.Add(ref g, 4 * columns), 0);
        TLanes s50 = TLanes.Load(ref Unsafe.Add(ref g, 5 * columns), 0);
        for (int row = 0; row < rows; row++)
        {
            TLanes d0 = TLanes.Load(ref d, 0);
            TLanes.Accumulate(ref x, d0, ref s00);
            TLanes.Accumulate(ref Unsafe.Add(ref x, 1), d0, ref s10);
            TLanes.Accumulate(ref Unsafe.Add(ref x, 2), d0, ref s20);
            TLanes.Accumulate(ref Unsafe.Add(ref x, 3), d0, ref s30);
            TLanes.Accumulate(ref Unsafe.Add(ref x, 4), d0, ref s40);
            TLanes.Accumulate(ref Unsafe.Add(ref x, 5), d0, ref s50);
            x = ref Unsafe.Add(ref x, inputStride);
            d = ref Unsafe.Add(ref d, deltaStride);
        }

        s00.Store(ref g, 0);
        s10.Store(ref Unsafe.Add(ref g, columns), 0);
        s20.Store(ref Unsafe.Add(ref g, 2 * columns), 0);
        s30.Store(ref Unsafe.Add(ref g, 3 * columns), 0);
        s40.Store(ref Unsafe.Add(ref g, 4 * columns), 0);
        s50.Store(ref Unsafe.Add(ref g, 5 * columns), 0);
    }

    /// <summary>1 element by 1 vector.</summary>
    [MethodImpl(Kernel)]
    private static void Outer1x1(ref float g, ref float x, nint inputStride, ref float d, nint deltaStride, int rows)
    {
        TLanes s00 = TLanes.Load(ref g, 0);
        for (int row = 0; row < rows; row++)
        {
            TLanes d0 = TLanes.Load(ref d, 0);
            TLanes.Accumulate(ref x, d0, ref s00);
            x = ref Unsafe.Add(ref x, inputStride);
            d = ref Unsafe.Add(ref d, deltaStride);
        }

        s00.Store(ref g, 0);
    }
}
