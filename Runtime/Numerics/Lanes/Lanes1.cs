using System;
using System.Runtime.CompilerServices;

namespace ModelGen.CompilerServices;

/// <summary>One float, for kernels on machines without vectors.</summary>
public partial struct Lanes1 : ILanes<Lanes1>
{
    private float _v;

    /// <inheritdoc/>
    public static int Count
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => 1;
    }

    /// <inheritdoc/>
    public static int TileVectors
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => 2;
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes1 operator +(Lanes1 left, Lanes1 right) => new() { _v = left._v + right._v };

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes1 operator -(Lanes1 left, Lanes1 right) => new() { _v = left._v - right._v };

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes1 operator *(Lanes1 left, Lanes1 right) => new() { _v = left._v * right._v };

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes1 Create(float value) => new() { _v = value };

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes1 Broadcast(ref float element) => new() { _v = element };

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes1 Load(ref float source, int offset) => new() { _v = Unsafe.Add(ref source, offset) };

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public readonly void Store(ref float destination, int offset) => Unsafe.Add(ref destination, offset) = _v;

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes1 MultiplyAdd(Lanes1 a, Lanes1 b, Lanes1 c) => new() { _v = VectorMath.MultiplyAdd(a._v, b._v, c._v) };

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void AddTo(ref float destination, Lanes1 a)
    {
        destination = destination + a._v;
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Load(ref float source, out Lanes1 a, out Lanes1 b)
    {
        a._v = source;
        b._v = Unsafe.Add(ref source, 1);
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store(ref float destination, Lanes1 a, Lanes1 b)
    {
        destination = a._v;
        Unsafe.Add(ref destination, 1) = b._v;
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void AddTo(ref float destination, Lanes1 a, Lanes1 b)
    {
        destination = destination + a._v;
        Unsafe.Add(ref destination, 1) = Unsafe.Add(ref destination, 1) + b._v;
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Load(ref float source, out Lanes1 a, out Lanes1 b, out Lanes1 c)
    {
        a._v = source;
        b._v = Unsafe.Add(ref source, 1);
        c._v = Unsafe.Add(ref source, 2);
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store(ref float destination, Lanes1 a, Lanes1 b, Lanes1 c)
    {
        destination = a._v;
        Unsafe.Add(ref destination, 1) = b._v;
        Unsafe.Add(ref destination, 2) = c._v;
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void AddTo(ref float destination, Lanes1 a, Lanes1 b, Lanes1 c)
    {
        destination = destination + a._v;
        Unsafe.Add(ref destination, 1) = Unsafe.Add(ref destination, 1) + b._v;
        Unsafe.Add(ref destination, 2) = Unsafe.Add(ref destination, 2) + c._v;
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Load(ref float source, out Lanes1 a, out Lanes1 b, out Lanes1 c, out Lanes1 d)
    {
        a._v = source;
        b._v = Unsafe.Add(ref source, 1);
        c._v = Unsafe.Add(ref source, 2);
        d._v = Unsafe.Add(ref source, 3);
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store(ref float destination, Lanes1 a, Lanes1 b, Lanes1 c, Lanes1 d)
    {
        destination = a._v;
        Unsafe.Add(ref destination, 1) = b._v;
        Unsafe.Add(ref destination, 2) = c._v;
        Unsafe.Add(ref destination, 3) = d._v;
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void AddTo(ref float destination, Lanes1 a, Lanes1 b, Lanes1 c, Lanes1 d)
    {
        destination = destination + a._v;
        Unsafe.Add(ref destination, 1) = Unsafe.Add(ref destination, 1) + b._v;
        Unsafe.Add(ref destination, 2) = Unsafe.Add(ref destination, 2) + c._v;
        Unsafe.Add(ref destination, 3) = Unsafe.Add(ref destination, 3) + d._v;
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Accumulate(ref float x, Lanes1 w0, ref Lanes1 a)
    {
        float v = x;
        a._v = VectorMath.MultiplyAdd(v, w0._v, a._v);
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Accumulate(ref float x, Lanes1 w0, Lanes1 w1, ref Lanes1 a, ref Lanes1 b)
    {
        float v = x;
        a._v = VectorMath.MultiplyAdd(v, w0._v, a._v);
        b._v = VectorMath.MultiplyAdd(v, w1._v, b._v);
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Accumulate(ref float x, Lanes1 w0, Lanes1 w1, Lanes1 w2, ref Lanes1 a, ref Lanes1 b, ref Lanes1 c)
    {
        float v = x;
        a._v = VectorMath.MultiplyAdd(v, w0._v, a._v);
        b._v = VectorMath.MultiplyAdd(v, w1._v, b._v);
        c._v = VectorMath.MultiplyAdd(v, w2._v, c._v);
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void LoadTile(ref float source, out Lanes1 a, out Lanes1 b, out Lanes1 c, out Lanes1 d)
    {
        Load(ref source, out a, out b);
        c = default;
        d = default;
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void StoreTile(ref float destination, Lanes1 a, Lanes1 b, Lanes1 c, Lanes1 d)
    {
        Store(ref destination, a, b);
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void AddToTile(ref float destination, Lanes1 a, Lanes1 b, Lanes1 c, Lanes1 d)
    {
        AddTo(ref destination, a, b);
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void AccumulateTile(ref float x, Lanes1 w0, Lanes1 w1, Lanes1 w2, Lanes1 w3, ref Lanes1 a, ref Lanes1 b, ref Lanes1 c, ref Lanes1 d)
    {
        Accumulate(ref x, w0, w1, ref a, ref b);
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Accumulate(Lanes1 x, ref float weights, int offset, ref Lanes1 a)
    {
        a._v = VectorMath.MultiplyAdd(x._v, Unsafe.Add(ref weights, offset), a._v);
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Accumulate(Lanes1 x, ref float weights, int offset, ref Lanes1 a, ref Lanes1 b)
    {
        a._v = VectorMath.MultiplyAdd(x._v, Unsafe.Add(ref weights, offset), a._v);
        b._v = VectorMath.MultiplyAdd(x._v, Unsafe.Add(ref weights, offset + 1), b._v);
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Accumulate(Lanes1 x, ref float weights, int offset, ref Lanes1 a, ref Lanes1 b, ref Lanes1 c)
    {
        a._v = VectorMath.MultiplyAdd(x._v, Unsafe.Add(ref weights, offset), a._v);
        b._v = VectorMath.MultiplyAdd(x._v, Unsafe.Add(ref weights, offset + 1), b._v);
        c._v = VectorMath.MultiplyAdd(x._v, Unsafe.Add(ref weights, offset + 2), c._v);
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Accumulate(Lanes1 x, ref float weights, int offset, ref Lanes1 a, ref Lanes1 b, ref Lanes1 c, ref Lanes1 d)
    {
        a._v = VectorMath.MultiplyAdd(x._v, Unsafe.Add(ref weights, offset), a._v);
        b._v = VectorMath.MultiplyAdd(x._v, Unsafe.Add(ref weights, offset + 1), b._v);
        c._v = VectorMath.MultiplyAdd(x._v, Unsafe.Add(ref weights, offset + 2), c._v);
        d._v = VectorMath.MultiplyAdd(x._v, Unsafe.Add(ref weights, offset + 3), d._v);
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes1 Tanh(Lanes1 x) => new() { _v = VectorMath.Tanh(x._v) };

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes1 Sigmoid(Lanes1 x) => new() { _v = VectorMath.Sigmoid(x._v) };

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes1 HardSigmoid(Lanes1 x) => new() { _v = VectorMath.HardSigmoid(x._v) };

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes1 HardSigmoidKeras2(Lanes1 x) => new() { _v = VectorMath.HardSigmoidKeras2(x._v) };

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes1 Relu(Lanes1 x) => new() { _v = VectorMath.Relu(x._v) };

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes1 GatedTanh(Lanes1 gate, Lanes1 x) => new() { _v = VectorMath.GatedTanh(gate._v, x._v) };

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes1 GatedTanh(Lanes1 gate, Lanes1 x, out Lanes1 sigmoid, out Lanes1 tanh)
    {
        Unsafe.SkipInit(out sigmoid);
        Unsafe.SkipInit(out tanh);
        return new() { _v = VectorMath.GatedTanh(gate._v, x._v, out sigmoid._v, out tanh._v) };
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes1 GateSigmoid(Lanes1 x) => new() { _v = VectorMath.GateSigmoid(x._v) };

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes1 GateTanh(Lanes1 x) => new() { _v = VectorMath.GateTanh(x._v) };

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes1 FastTanh(Lanes1 x) => new() { _v = VectorMath.FastTanh(x._v) };

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes1 FastSigmoid(Lanes1 x) => new() { _v = VectorMath.FastSigmoid(x._v) };

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes1 FastGatedTanh(Lanes1 gate, Lanes1 x) => new() { _v = VectorMath.FastGatedTanh(gate._v, x._v) };

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes1 GruState(Lanes1 update, Lanes1 candidate, Lanes1 hidden) => new() { _v = VectorMath.GruState(update._v, candidate._v, hidden._v) };

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes1 FastGruState(Lanes1 update, Lanes1 candidate, Lanes1 hidden) => new() { _v = VectorMath.FastGruState(update._v, candidate._v, hidden._v) };

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes1 WhereGreater(Lanes1 x, Lanes1 bound, Lanes1 value) => new() { _v = x._v > bound._v ? value._v : 0f };

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes1 WhereBetween(Lanes1 x, Lanes1 low, Lanes1 high, Lanes1 value) => new() { _v = x._v > low._v && x._v < high._v ? value._v : 0f };

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void AccumulateBFloat16(Lanes1 x0, Lanes1 x1, ref float weights, int offset, ref Lanes1 a)
    {
        AddBFloat16(x0._v, x1._v, Unsafe.As<float, int>(ref Unsafe.Add(ref weights, offset)), ref a._v);
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void AccumulateInt8(Lanes1 x0, Lanes1 x1, Lanes1 x2, Lanes1 x3, ref float weights, int offset, ref Lanes1 a)
    {
        AddInt8(x0._v, x1._v, x2._v, x3._v, Unsafe.As<float, int>(ref Unsafe.Add(ref weights, offset)), ref a._v);
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void AddScaled(ref float start, ref float scales, ref float destination, Lanes1 a)
    {
        destination = VectorMath.MultiplyAdd(a._v, scales, start);
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void AccumulateBFloat16(Lanes1 x0, Lanes1 x1, ref float weights, int offset, ref Lanes1 a, ref Lanes1 b)
    {
        AddBFloat16(x0._v, x1._v, Unsafe.As<float, int>(ref Unsafe.Add(ref weights, offset)), ref a._v);
        AddBFloat16(x0._v, x1._v, Unsafe.As<float, int>(ref Unsafe.Add(ref weights, offset + 1)), ref b._v);
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void AccumulateInt8(Lanes1 x0, Lanes1 x1, Lanes1 x2, Lanes1 x3, ref float weights, int offset, ref Lanes1 a, ref Lanes1 b)
    {
        AddInt8(x0._v, x1._v, x2._v, x3._v, Unsafe.As<float, int>(ref Unsafe.Add(ref weights, offset)), ref a._v);
        AddInt8(x0._v, x1._v, x2._v, x3._v, Unsafe.As<float, int>(ref Unsafe.Add(ref weights, offset + 1)), ref b._v);
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void AddScaled(ref float start, ref float scales, ref float destination, Lanes1 a, Lanes1 b)
    {
        destination = VectorMath.MultiplyAdd(a._v, scales, start);
        Unsafe.Add(ref destination, 1) = VectorMath.MultiplyAdd(b._v, Unsafe.Add(ref scales, 1), Unsafe.Add(ref start, 1));
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void AccumulateBFloat16(Lanes1 x0, Lanes1 x1, ref float weights, int offset, ref Lanes1 a, ref Lanes1 b, ref Lanes1 c)
    {
        AddBFloat16(x0._v, x1._v, Unsafe.As<float, int>(ref Unsafe.Add(ref weights, offset)), ref a._v);
        AddBFloat16(x0._v, x1._v, Unsafe.As<float, int>(ref Unsafe.Add(ref weights, offset + 1)), ref b._v);
        AddBFloat16(x0._v, x1._v, Unsafe.As<float, int>(ref Unsafe.Add(ref weights, offset + 2)), ref c._v);
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void AccumulateInt8(Lanes1 x0, Lanes1 x1, Lanes1 x2, Lanes1 x3, ref float weights, int offset, ref Lanes1 a, ref Lanes1 b, ref Lanes1 c)
    {
        AddInt8(x0._v, x1._v, x2._v, x3._v, Unsafe.As<float, int>(ref Unsafe.Add(ref weights, offset)), ref a._v);
        AddInt8(x0._v, x1._v, x2._v, x3._v, Unsafe.As<float, int>(ref Unsafe.Add(ref weights, offset + 1)), ref b._v);
        AddInt8(x0._v, x1._v, x2._v, x3._v, Unsafe.As<float, int>(ref Unsafe.Add(ref weights, offset + 2)), ref c._v);
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void AddScaled(ref float start, ref float scales, ref float destination, Lanes1 a, Lanes1 b, Lanes1 c)
    {
        destination = VectorMath.MultiplyAdd(a._v, scales, start);
        Unsafe.Add(ref destination, 1) = VectorMath.MultiplyAdd(b._v, Unsafe.Add(ref scales, 1), Unsafe.Add(ref start, 1));
        Unsafe.Add(ref destination, 2) = VectorMath.MultiplyAdd(c._v, Unsafe.Add(ref scales, 2), Unsafe.Add(ref start, 2));
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void AccumulateBFloat16(Lanes1 x0, Lanes1 x1, ref float weights, int offset, ref Lanes1 a, ref Lanes1 b, ref Lanes1 c, ref Lanes1 d)
    {
        AddBFloat16(x0._v, x1._v, Unsafe.As<float, int>(ref Unsafe.Add(ref weights, offset)), ref a._v);
        AddBFloat16(x0._v, x1._v, Unsafe.As<float, int>(ref Unsafe.Add(ref weights, offset + 1)), ref b._v);
        AddBFloat16(x0._v, x1._v, Unsafe.As<float, int>(ref Unsafe.Add(ref weights, offset + 2)), ref c._v);
        AddBFloat16(x0._v, x1._v, Unsafe.As<float, int>(ref Unsafe.Add(ref weights, offset + 3)), ref d._v);
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void AccumulateInt8(Lanes1 x0, Lanes1 x1, Lanes1 x2, Lanes1 x3, ref float weights, int offset, ref Lanes1 a, ref Lanes1 b, ref Lanes1 c, ref Lanes1 d)
    {
        AddInt8(x0._v, x1._v, x2._v, x3._v, Unsafe.As<float, int>(ref Unsafe.Add(ref weights, offset)), ref a._v);
        AddInt8(x0._v, x1._v, x2._v, x3._v, Unsafe.As<float, int>(ref Unsafe.Add(ref weights, offset + 1)), ref b._v);
        AddInt8(x0._v, x1._v, x2._v, x3._v, Unsafe.As<float, int>(ref Unsafe.Add(ref weights, offset + 2)), ref c._v);
        AddInt8(x0._v, x1._v, x2._v, x3._v, Unsafe.As<float, int>(ref Unsafe.Add(ref weights, offset + 3)), ref d._v);
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void AddScaled(ref float start, ref float scales, ref float destination, Lanes1 a, Lanes1 b, Lanes1 c, Lanes1 d)
    {
        destination = VectorMath.MultiplyAdd(a._v, scales, start);
        Unsafe.Add(ref destination, 1) = VectorMath.MultiplyAdd(b._v, Unsafe.Add(ref scales, 1), Unsafe.Add(ref start, 1));
        Unsafe.Add(ref destination, 2) = VectorMath.MultiplyAdd(c._v, Unsafe.Add(ref scales, 2), Unsafe.Add(ref start, 2));
        Unsafe.Add(ref destination, 3) = VectorMath.MultiplyAdd(d._v, Unsafe.Add(ref scales, 3), Unsafe.Add(ref start, 3));
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void LoadBFloat16(ref float source, int part, out Lanes1 a)
    {
        a._v = BFloat16(Unsafe.As<float, int>(ref source), part);
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void LoadInt8(ref float source, int part, out Lanes1 a)
    {
        a._v = Int8(Unsafe.As<float, int>(ref source), part);
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void LoadBFloat16(ref float source, int part, out Lanes1 a, out Lanes1 b)
    {
        a._v = BFloat16(Unsafe.As<float, int>(ref source), part);
        b._v = BFloat16(Unsafe.As<float, int>(ref Unsafe.Add(ref source, 1)), part);
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void LoadInt8(ref float source, int part, out Lanes1 a, out Lanes1 b)
    {
        a._v = Int8(Unsafe.As<float, int>(ref source), part);
        b._v = Int8(Unsafe.As<float, int>(ref Unsafe.Add(ref source, 1)), part);
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void LoadBFloat16(ref float source, int part, out Lanes1 a, out Lanes1 b, out Lanes1 c)
    {
        a._v = BFloat16(Unsafe.As<float, int>(ref source), part);
        b._v = BFloat16(Unsafe.As<float, int>(ref Unsafe.Add(ref source, 1)), part);
        c._v = BFloat16(Unsafe.As<float, int>(ref Unsafe.Add(ref source, 2)), part);
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void LoadInt8(ref float source, int part, out Lanes1 a, out Lanes1 b, out Lanes1 c)
    {
        a._v = Int8(Unsafe.As<float, int>(ref source), part);
        b._v = Int8(Unsafe.As<float, int>(ref Unsafe.Add(ref source, 1)), part);
        c._v = Int8(Unsafe.As<float, int>(ref Unsafe.Add(ref source, 2)), part);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static float BFloat16(int words, int part) => BitConverter.Int32BitsToSingle(part == 0 ? words << 16 : words & -65536);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static float Int8(int words, int part) => (words << (24 - (8 * part))) >> 24;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void AddBFloat16(float x0, float x1, int words, ref float sum)
    {
        sum = VectorMath.MultiplyAdd(x0, BFloat16(words, 0), sum);
        sum = VectorMath.MultiplyAdd(x1, BFloat16(words, 1), sum);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void AddInt8(float x0, float x1, float x2, float x3, int words, ref float sum)
    {
        sum = VectorMath.MultiplyAdd(x0, Int8(words, 0), sum);
        sum = VectorMath.MultiplyAdd(x1, Int8(words, 1), sum);
        sum = VectorMath.MultiplyAdd(x2, Int8(words, 2), sum);
        sum = VectorMath.MultiplyAdd(x3, Int8(words, 3), sum);
    }
}
