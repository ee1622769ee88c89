using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace ModelGen.CompilerServices;

// The one text of vectors. The build writes Lanes4 and Lanes16 by replacing the names of the type and of the vector
// (target DeriveVectorTexts in the project file); 128-bit multiply-adds go through VectorMath, which can do without FMA.

/// <summary>A 256-bit vector of floats, for kernels.</summary>
public partial struct Lanes8 : ILanes<Lanes8>
{
    private Vector256<float> _v;

    /// <inheritdoc/>
    public static int Count
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => Vector256<float>.Count;
    }

    /// <inheritdoc/>
    public static int TileVectors
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => Vector256<float>.Count == 16 ? 4 : 2;
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes8 operator +(Lanes8 left, Lanes8 right) => new() { _v = left._v + right._v };

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes8 operator -(Lanes8 left, Lanes8 right) => new() { _v = left._v - right._v };

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes8 operator *(Lanes8 left, Lanes8 right) => new() { _v = left._v * right._v };

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes8 Create(float value) => new() { _v = Vector256.Create(value) };

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes8 Broadcast(ref float element) => new() { _v = Vector256.Create(element) };

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes8 Load(ref float source, int offset) => new() { _v = Vector256.LoadUnsafe(ref source, (nuint)offset) };

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public readonly void Store(ref float destination, int offset) => _v.StoreUnsafe(ref destination, (nuint)offset);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes8 MultiplyAdd(Lanes8 a, Lanes8 b, Lanes8 c) => new() { _v = Vector256.FusedMultiplyAdd(a._v, b._v, c._v) };

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void AddTo(ref float destination, Lanes8 a)
    {
        (Vector256.LoadUnsafe(ref destination) + a._v).StoreUnsafe(ref destination);
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Load(ref float source, out Lanes8 a, out Lanes8 b)
    {
        a._v = Vector256.LoadUnsafe(ref source);
        b._v = Vector256.LoadUnsafe(ref source, (nuint)Vector256<float>.Count);
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store(ref float destination, Lanes8 a, Lanes8 b)
    {
        a._v.StoreUnsafe(ref destination);
        b._v.StoreUnsafe(ref destination, (nuint)Vector256<float>.Count);
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void AddTo(ref float destination, Lanes8 a, Lanes8 b)
    {
        (Vector256.LoadUnsafe(ref destination) + a._v).StoreUnsafe(ref destination);
        (Vector256.LoadUnsafe(ref destination, (nuint)Vector256<float>.Count) + b._v).StoreUnsafe(ref destination, (nuint)Vector256<float>.Count);
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Load(ref float source, out Lanes8 a, out Lanes8 b, out Lanes8 c)
    {
        a._v = Vector256.LoadUnsafe(ref source);
        b._v = Vector256.LoadUnsafe(ref source, (nuint)Vector256<float>.Count);
        c._v = Vector256.LoadUnsafe(ref source, 2 * (nuint)Vector256<float>.Count);
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store(ref float destination, Lanes8 a, Lanes8 b, Lanes8 c)
    {
        a._v.StoreUnsafe(ref destination);
        b._v.StoreUnsafe(ref destination, (nuint)Vector256<float>.Count);
        c._v.StoreUnsafe(ref destination, 2 * (nuint)Vector256<float>.Count);
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void AddTo(ref float destination, Lanes8 a, Lanes8 b, Lanes8 c)
    {
        (Vector256.LoadUnsafe(ref destination) + a._v).StoreUnsafe(ref destination);
        (Vector256.LoadUnsafe(ref destination, (nuint)Vector256<float>.Count) + b._v).StoreUnsafe(ref destination, (nuint)Vector256<float>.Count);
        (Vector256.LoadUnsafe(ref destination, 2 * (nuint)Vector256<float>.Count) + c._v).StoreUnsafe(ref destination, 2 * (nuint)Vector256<float>.Count);
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Load(ref float source, out Lanes8 a, out Lanes8 b, out Lanes8 c, out Lanes8 d)
    {
        a._v = Vector256.LoadUnsafe(ref source);
        b._v = Vector256.LoadUnsafe(ref source, (nuint)Vector256<float>.Count);
        c._v = Vector256.LoadUnsafe(ref source, 2 * (nuint)Vector256<float>.Count);
        d._v = Vector256.LoadUnsafe(ref source, 3 * (nuint)Vector256<float>.Count);
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store(ref float destination, Lanes8 a, Lanes8 b, Lanes8 c, Lanes8 d)
    {
        a._v.StoreUnsafe(ref destination);
        b._v.StoreUnsafe(ref destination, (nuint)Vector256<float>.Count);
        c._v.StoreUnsafe(ref destination, 2 * (nuint)Vector256<float>.Count);
        d._v.StoreUnsafe(ref destination, 3 * (nuint)Vector256<float>.Count);
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void AddTo(ref float destination, Lanes8 a, Lanes8 b, Lanes8 c, Lanes8 d)
    {
        (Vector256.LoadUnsafe(ref destination) + a._v).StoreUnsafe(ref destination);
        (Vector256.LoadUnsafe(ref destination, (nuint)Vector256<float>.Count) + b._v).StoreUnsafe(ref destination, (nuint)Vector256<float>.Count);
        (Vector256.LoadUnsafe(ref destination, 2 * (nuint)Vector256<float>.Count) + c._v).StoreUnsafe(ref destination, 2 * (nuint)Vector256<float>.Count);
        (Vector256.LoadUnsafe(ref destination, 3 * (nuint)Vector256<float>.Count) + d._v).StoreUnsafe(ref destination, 3 * (nuint)Vector256<float>.Count);
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Accumulate(ref float x, Lanes8 w0, ref Lanes8 a)
    {
        Vector256<float> v = Vector256.Create(x);
        a._v = Vector256.FusedMultiplyAdd(v, w0._v, a._v);
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Accumulate(ref float x, Lanes8 w0, Lanes8 w1, ref Lanes8 a, ref Lanes8 b)
    {
        Vector256<float> v = Vector256.Create(x);
        a._v = Vector256.FusedMultiplyAdd(v, w0._v, a._v);
        b._v = Vector256.FusedMultiplyAdd(v, w1._v, b._v);
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Accumulate(ref float x, Lanes8 w0, Lanes8 w1, Lanes8 w2, ref Lanes8 a, ref Lanes8 b, ref Lanes8 c)
    {
        Vector256<float> v = Vector256.Create(x);
        a._v = Vector256.FusedMultiplyAdd(v, w0._v, a._v);
        b._v = Vector256.FusedMultiplyAdd(v, w1._v, b._v);
        c._v = Vector256.FusedMultiplyAdd(v, w2._v, c._v);
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void LoadTile(ref float source, out Lanes8 a, out Lanes8 b, out Lanes8 c, out Lanes8 d)
    {
        if (TileVectors == 4)
        {
            Load(ref source, out a, out b, out c, out d);
            return;
        }

        Load(ref source, out a, out b);
        c = default;
        d = default;
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void StoreTile(ref float destination, Lanes8 a, Lanes8 b, Lanes8 c, Lanes8 d)
    {
        if (TileVectors == 4)
        {
            Store(ref destination, a, b, c, d);
            return;
        }

        Store(ref destination, a, b);
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void AddToTile(ref float destination, Lanes8 a, Lanes8 b, Lanes8 c, Lanes8 d)
    {
        if (TileVectors == 4)
        {
            AddTo(ref destination, a, b, c, d);
            return;
        }

        AddTo(ref destination, a, b);
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void AccumulateTile(ref float x, Lanes8 w0, Lanes8 w1, Lanes8 w2, Lanes8 w3, ref Lanes8 a, ref Lanes8 b, ref Lanes8 c, ref Lanes8 d)
    {
        Vector256<float> v = Vector256.Create(x);
        a._v = Vector256.FusedMultiplyAdd(v, w0._v, a._v);
        b._v = Vector256.FusedMultiplyAdd(v, w1._v, b._v);
        if (TileVectors == 4)
        {
            c._v = Vector256.FusedMultiplyAdd(v, w2._v, c._v);
            d._v = Vector256.FusedMultiplyAdd(v, w3._v, d._v);
        }
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Accumulate(Lanes8 x, ref float weights, int offset, ref Lanes8 a)
    {
        a._v = Vector256.FusedMultiplyAdd(x._v, Vector256.LoadUnsafe(ref weights, (nuint)offset), a._v);
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Accumulate(Lanes8 x, ref float weights, int offset, ref Lanes8 a, ref Lanes8 b)
    {
        a._v = Vector256.FusedMultiplyAdd(x._v, Vector256.LoadUnsafe(ref weights, (nuint)offset), a._v);
        b._v = Vector256.FusedMultiplyAdd(x._v, Vector256.LoadUnsafe(ref weights, (nuint)offset + (nuint)Vector256<float>.Count), b._v);
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Accumulate(Lanes8 x, ref float weights, int offset, ref Lanes8 a, ref Lanes8 b, ref Lanes8 c)
    {
        a._v = Vector256.FusedMultiplyAdd(x._v, Vector256.LoadUnsafe(ref weights, (nuint)offset), a._v);
        b._v = Vector256.FusedMultiplyAdd(x._v, Vector256.LoadUnsafe(ref weights, (nuint)offset + (nuint)Vector256<float>.Count), b._v);
        c._v = Vector256.FusedMultiplyAdd(x._v, Vector256.LoadUnsafe(ref weights, (nuint)offset + (2 * (nuint)Vector256<float>.Count)), c._v);
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Accumulate(Lanes8 x, ref float weights, int offset, ref Lanes8 a, ref Lanes8 b, ref Lanes8 c, ref Lanes8 d)
    {
        a._v = Vector256.FusedMultiplyAdd(x._v, Vector256.LoadUnsafe(ref weights, (nuint)offset), a._v);
        b._v = Vector256.FusedMultiplyAdd(x._v, Vector256.LoadUnsafe(ref weights, (nuint)offset + (nuint)Vector256<float>.Count), b._v);
        c._v = Vector256.FusedMultiplyAdd(x._v, Vector256.LoadUnsafe(ref weights, (nuint)offset + (2 * (nuint)Vector256<float>.Count)), c._v);
        d._v = Vector256.FusedMultiplyAdd(x._v, Vector256.LoadUnsafe(ref weights, (nuint)offset + (3 * (nuint)Vector256<float>.Count)), d._v);
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes8 Tanh(Lanes8 x) => new() { _v = VectorMath.Tanh(x._v) };

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes8 Sigmoid(Lanes8 x) => new() { _v = VectorMath.Sigmoid(x._v) };

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes8 HardSigmoid(Lanes8 x) => new() { _v = VectorMath.HardSigmoid(x._v) };

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes8 HardSigmoidKeras2(Lanes8 x) => new() { _v = VectorMath.HardSigmoidKeras2(x._v) };

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes8 Relu(Lanes8 x) => new() { _v = VectorMath.Relu(x._v) };

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes8 GatedTanh(Lanes8 gate, Lanes8 x) => new() { _v = VectorMath.GatedTanh(gate._v, x._v) };

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes8 GatedTanh(Lanes8 gate, Lanes8 x, out Lanes8 sigmoid, out Lanes8 tanh)
    {
        Unsafe.SkipInit(out sigmoid);
        Unsafe.SkipInit(out tanh);
        return new() { _v = VectorMath.GatedTanh(gate._v, x._v, out sigmoid._v, out tanh._v) };
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes8 GateSigmoid(Lanes8 x) => new() { _v = VectorMath.GateSigmoid(x._v) };

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes8 GateTanh(Lanes8 x) => new() { _v = VectorMath.GateTanh(x._v) };

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes8 FastTanh(Lanes8 x) => new() { _v = VectorMath.FastTanh(x._v) };

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes8 FastSigmoid(Lanes8 x) => new() { _v = VectorMath.FastSigmoid(x._v) };

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes8 FastGatedTanh(Lanes8 gate, Lanes8 x) => new() { _v = VectorMath.FastGatedTanh(gate._v, x._v) };

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes8 GruState(Lanes8 update, Lanes8 candidate, Lanes8 hidden) => new() { _v = VectorMath.GruState(update._v, candidate._v, hidden._v) };

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes8 FastGruState(Lanes8 update, Lanes8 candidate, Lanes8 hidden) => new() { _v = VectorMath.FastGruState(update._v, candidate._v, hidden._v) };

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes8 WhereGreater(Lanes8 x, Lanes8 bound, Lanes8 value) => new() { _v = Vector256.ConditionalSelect(Vector256.GreaterThan(x._v, bound._v), value._v, Vector256<float>.Zero) };

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes8 WhereBetween(Lanes8 x, Lanes8 low, Lanes8 high, Lanes8 value) => new() { _v = Vector256.ConditionalSelect(Vector256.GreaterThan(x._v, low._v) & Vector256.LessThan(x._v, high._v), value._v, Vector256<float>.Zero) };

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void AccumulateBFloat16(Lanes8 x0, Lanes8 x1, ref float weights, int offset, ref Lanes8 a)
    {
        AddBFloat16(x0._v, x1._v, Vector256.LoadUnsafe(ref weights, (nuint)offset).AsInt32(), ref a._v);
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void AccumulateInt8(Lanes8 x0, Lanes8 x1, Lanes8 x2, Lanes8 x3, ref float weights, int offset, ref Lanes8 a)
    {
        AddInt8(x0._v, x1._v, x2._v, x3._v, Vector256.LoadUnsafe(ref weights, (nuint)offset).AsInt32(), ref a._v);
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void AddScaled(ref float start, ref float scales, ref float destination, Lanes8 a)
    {
        Vector256.FusedMultiplyAdd(a._v, Vector256.LoadUnsafe(ref scales), Vector256.LoadUnsafe(ref start)).StoreUnsafe(ref destination);
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void AccumulateBFloat16(Lanes8 x0, Lanes8 x1, ref float weights, int offset, ref Lanes8 a, ref Lanes8 b)
    {
        AddBFloat16(x0._v, x1._v, Vector256.LoadUnsafe(ref weights, (nuint)offset).AsInt32(), ref a._v);
        AddBFloat16(x0._v, x1._v, Vector256.LoadUnsafe(ref weights, (nuint)offset + (nuint)Vector256<float>.Count).AsInt32(), ref b._v);
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void AccumulateInt8(Lanes8 x0, Lanes8 x1, Lanes8 x2, Lanes8 x3, ref float weights, int offset, ref Lanes8 a, ref Lanes8 b)
    {
        AddInt8(x0._v, x1._v, x2._v, x3._v, Vector256.LoadUnsafe(ref weights, (nuint)offset).AsInt32(), ref a._v);
        AddInt8(x0._v, x1._v, x2._v, x3._v, Vector256.LoadUnsafe(ref weights, (nuint)offset + (nuint)Vector256<float>.Count).AsInt32(), ref b._v);
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void AddScaled(ref float start, ref float scales, ref float destination, Lanes8 a, Lanes8 b)
    {
        Vector256.FusedMultiplyAdd(a._v, Vector256.LoadUnsafe(ref scales), Vector256.LoadUnsafe(ref start)).StoreUnsafe(ref destination);
        Vector256.FusedMultiplyAdd(b._v, Vector256.LoadUnsafe(ref scales, (nuint)Vector256<float>.Count), Vector256.LoadUnsafe(ref start, (nuint)Vector256<float>.Count)).StoreUnsafe(ref destination, (nuint)Vector256<float>.Count);
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void AccumulateBFloat16(Lanes8 x0, Lanes8 x1, ref float weights, int offset, ref Lanes8 a, ref Lanes8 b, ref Lanes8 c)
    {
        AddBFloat16(x0._v, x1._v, Vector256.LoadUnsafe(ref weights, (nuint)offset).AsInt32(), ref a._v);
        AddBFloat16(x0._v, x1._v, Vector256.LoadUnsafe(ref weights, (nuint)offset + (nuint)Vector256<float>.Count).AsInt32(), ref b._v);
        AddBFloat16(x0._v, x1._v, Vector256.LoadUnsafe(ref weights, (nuint)offset + (2 * (nuint)Vector256<float>.Count)).AsInt32(), ref c._v);
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void AccumulateInt8(Lanes8 x0, Lanes8 x1, Lanes8 x2, Lanes8 x3, ref float weights, int offset, ref Lanes8 a, ref Lanes8 b, ref Lanes8 c)
    {
        AddInt8(x0._v, x1._v, x2._v, x3._v, Vector256.LoadUnsafe(ref weights, (nuint)offset).AsInt32(), ref a._v);
        AddInt8(x0._v, x1._v, x2._v, x3._v, Vector256.LoadUnsafe(ref weights, (nuint)offset + (nuint)Vector256<float>.Count).AsInt32(), ref b._v);
        AddInt8(x0._v, x1._v, x2._v, x3._v, Vector256.LoadUnsafe(ref weights, (nuint)offset + (2 * (nuint)Vector256<float>.Count)).AsInt32(), ref c._v);
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void AddScaled(ref float start, ref float scales, ref float destination, Lanes8 a, Lanes8 b, Lanes8 c)
    {
        Vector256.FusedMultiplyAdd(a._v, Vector256.LoadUnsafe(ref scales), Vector256.LoadUnsafe(ref start)).StoreUnsafe(ref destination);
        Vector256.FusedMultiplyAdd(b._v, Vector256.LoadUnsafe(ref scales, (nuint)Vector256<float>.Count), Vector256.LoadUnsafe(ref start, (nuint)Vector256<float>.Count)).StoreUnsafe(ref destination, (nuint)Vector256<float>.Count);
        Vector256.FusedMultiplyAdd(c._v, Vector256.LoadUnsafe(ref scales, (2 * (nuint)Vector256<float>.Count)), Vector256.LoadUnsafe(ref start, (2 * (nuint)Vector256<float>.Count))).StoreUnsafe(ref destination, (2 * (nuint)Vector256<float>.Count));
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void AccumulateBFloat16(Lanes8 x0, Lanes8 x1, ref float weights, int offset, ref Lanes8 a, ref Lanes8 b, ref Lanes8 c, ref Lanes8 d)
    {
        AddBFloat16(x0._v, x1._v, Vector256.LoadUnsafe(ref weights, (nuint)offset).AsInt32(), ref a._v);
        AddBFloat16(x0._v, x1._v, Vector256.LoadUnsafe(ref weights, (nuint)offset + (nuint)Vector256<float>.Count).AsInt32(), ref b._v);
        AddBFloat16(x0._v, x1._v, Vector256.LoadUnsafe(ref weights, (nuint)offset + (2 * (nuint)Vector256<float>.Count)).AsInt32(), ref c._v);
        AddBFloat16(x0._v, x1._v, Vector256.LoadUnsafe(ref weights, (nuint)offset + (3 * (nuint)Vector256<float>.Count)).AsInt32(), ref d._v);
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void AccumulateInt8(Lanes8 x0, Lanes8 x1, Lanes8 x2, Lanes8 x3, ref float weights, int offset, ref Lanes8 a, ref Lanes8 b, ref Lanes8 c, ref Lanes8 d)
    {
        AddInt8(x0._v, x1._v, x2._v, x3._v, Vector256.LoadUnsafe(ref weights, (nuint)offset).AsInt32(), ref a._v);
        AddInt8(x0._v, x1._v, x2._v, x3._v, Vector256.LoadUnsafe(ref weights, (nuint)offset + (nuint)Vector256<float>.Count).AsInt32(), ref b._v);
        AddInt8(x0._v, x1._v, x2._v, x3._v, Vector256.LoadUnsafe(ref weights, (nuint)offset + (2 * (nuint)Vector256<float>.Count)).AsInt32(), ref c._v);
        AddInt8(x0._v, x1._v, x2._v, x3._v, Vector256.LoadUnsafe(ref weights, (nuint)offset + (3 * (nuint)Vector256<float>.Count)).AsInt32(), ref d._v);
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void AddScaled(ref float start, ref float scales, ref float destination, Lanes8 a, Lanes8 b, Lanes8 c, Lanes8 d)
    {
        Vector256.FusedMultiplyAdd(a._v, Vector256.LoadUnsafe(ref scales), Vector256.LoadUnsafe(ref start)).StoreUnsafe(ref destination);
        Vector256.FusedMultiplyAdd(b._v, Vector256.LoadUnsafe(ref scales, (nuint)Vector256<float>.Count), Vector256.LoadUnsafe(ref start, (nuint)Vector256<float>.Count)).StoreUnsafe(ref destination, (nuint)Vector256<float>.Count);
        Vector256.FusedMultiplyAdd(c._v, Vector256.LoadUnsafe(ref scales, (2 * (nuint)Vector256<float>.Count)), Vector256.LoadUnsafe(ref start, (2 * (nuint)Vector256<float>.Count))).StoreUnsafe(ref destination, (2 * (nuint)Vector256<float>.Count));
        Vector256.FusedMultiplyAdd(d._v, Vector256.LoadUnsafe(ref scales, (3 * (nuint)Vector256<float>.Count)), Vector256.LoadUnsafe(ref start, (3 * (nuint)Vector256<float>.Count))).StoreUnsafe(ref destination, (3 * (nuint)Vector256<float>.Count));
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void LoadBFloat16(ref float source, int part, out Lanes8 a)
    {
        a._v = BFloat16(Vector256.LoadUnsafe(ref source).AsInt32(), part);
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void LoadInt8(ref float source, int part, out Lanes8 a)
    {
        a._v = Int8(Vector256.LoadUnsafe(ref source).AsInt32(), part);
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void LoadBFloat16(ref float source, int part, out Lanes8 a, out Lanes8 b)
    {
        a._v = BFloat16(Vector256.LoadUnsafe(ref source).AsInt32(), part);
        b._v = BFloat16(Vector256.LoadUnsafe(ref source, (nuint)Vector256<float>.Count).AsInt32(), part);
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void LoadInt8(ref float source, int part, out Lanes8 a, out Lanes8 b)
    {
        a._v = Int8(Vector256.LoadUnsafe(ref source).AsInt32(), part);
        b._v = Int8(Vector256.LoadUnsafe(ref source, (nuint)Vector256<float>.Count).AsInt32(), part);
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void LoadBFloat16(ref float source, int part, out Lanes8 a, out Lanes8 b, out Lanes8 c)
    {
        a._v = BFloat16(Vector256.LoadUnsafe(ref source).AsInt32(), part);
        b._v = BFloat16(Vector256.LoadUnsafe(ref source, (nuint)Vector256<float>.Count).AsInt32(), part);
        c._v = BFloat16(Vector256.LoadUnsafe(ref source, (2 * (nuint)Vector256<float>.Count)).AsInt32(), part);
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void LoadInt8(ref float source, int part, out Lanes8 a, out Lanes8 b, out Lanes8 c)
    {
        a._v = Int8(Vector256.LoadUnsafe(ref source).AsInt32(), part);
        b._v = Int8(Vector256.LoadUnsafe(ref source, (nuint)Vector256<float>.Count).AsInt32(), part);
        c._v = Int8(Vector256.LoadUnsafe(ref source, (2 * (nuint)Vector256<float>.Count)).AsInt32(), part);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<float> BFloat16(Vector256<int> words, int part) => ((part == 0 ? words : words >> 16) << 16).AsSingle();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<float> Int8(Vector256<int> words, int part) => Vector256.ConvertToSingle((words << (24 - (8 * part))) >> 24);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void AddBFloat16(Vector256<float> x0, Vector256<float> x1, Vector256<int> words, ref Vector256<float> sum)
    {
        sum = Vector256.FusedMultiplyAdd(x0, BFloat16(words, 0), sum);
        sum = Vector256.FusedMultiplyAdd(x1, (words & Vector256.Create(-65536)).AsSingle(), sum);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void AddInt8(Vector256<float> x0, Vector256<float> x1, Vector256<float> x2, Vector256<float> x3, Vector256<int> words, ref Vector256<float> sum)
    {
        sum = Vector256.FusedMultiplyAdd(x0, Int8(words, 0), sum);
        sum = Vector256.FusedMultiplyAdd(x1, Int8(words, 1), sum);
        sum = Vector256.FusedMultiplyAdd(x2, Int8(words, 2), sum);
        sum = Vector256.FusedMultiplyAdd(x3, Int8(words, 3), sum);
    }
}
