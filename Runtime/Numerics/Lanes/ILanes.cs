using System.Numerics;

namespace ModelGen.CompilerServices;

/// <summary>
/// What emitted kernels are written in: a vector of <see cref="Count"/> floats. A kernel is emitted once, with the vector as a
/// type parameter; the JIT and NativeAOT compile it for each width as if it had been written with that width's intrinsics.
/// </summary>
/// <typeparam name="TSelf">The vector type.</typeparam>
/// <remarks>
/// The operations are coarse, one row of a register tile at a time, because the JIT's effort grows with the number of
/// calls that it inlines. All widths return the same bits for the same lane.
/// </remarks>
public partial interface ILanes<TSelf> : IAdditionOperators<TSelf, TSelf, TSelf>, ISubtractionOperators<TSelf, TSelf, TSelf>, IMultiplyOperators<TSelf, TSelf, TSelf>
    where TSelf : struct, ILanes<TSelf>
{
    /// <summary>Number of lanes; a constant of the type.</summary>
    static abstract int Count { get; }

    /// <summary>
    /// Vectors in a row of a register tile of 6 rows, a constant of the type: 2, whose 12 accumulators leave room for weights and a
    /// broadcast in 16 registers, or 4 where there are 32, for fewer loads per multiply-add.
    /// </summary>
    static abstract int TileVectors { get; }

    /// <summary>All lanes equal to <paramref name="value"/>.</summary>
    static abstract TSelf Create(float value);

    /// <summary>All lanes equal to what <paramref name="element"/> refers to.</summary>
    static abstract TSelf Broadcast(ref float element);

    /// <summary>The floats from <paramref name="source"/> + <paramref name="offset"/> on.</summary>
    static abstract TSelf Load(ref float source, int offset);

    /// <summary>Writes the lanes from <paramref name="destination"/> + <paramref name="offset"/> on.</summary>
    void Store(ref float destination, int offset);

    /// <summary>a · b + c with one rounding.</summary>
    static abstract TSelf MultiplyAdd(TSelf a, TSelf b, TSelf c);

    /// <summary>destination + sum, 1 vector.</summary>
    static abstract void AddTo(ref float destination, TSelf a);

    /// <summary>2 vectors side by side.</summary>
    static abstract void Load(ref float source, out TSelf a, out TSelf b);

    /// <summary>Writes 2 vectors side by side.</summary>
    static abstract void Store(ref float destination, TSelf a, TSelf b);

    /// <summary>destination + sum, 2 vectors side by side.</summary>
    static abstract void AddTo(ref float destination, TSelf a, TSelf b);

    /// <summary>3 vectors side by side.</summary>
    static abstract void Load(ref float source, out TSelf a, out TSelf b, out TSelf c);

    /// <summary>Writes 3 vectors side by side.</summary>
    static abstract void Store(ref float destination, TSelf a, TSelf b, TSelf c);

    /// <summary>destination + sum, 3 vectors side by side.</summary>
    static abstract void AddTo(ref float destination, TSelf a, TSelf b, TSelf c);

    /// <summary>4 vectors side by side.</summary>
    static abstract void Load(ref float source, out TSelf a, out TSelf b, out TSelf c, out TSelf d);

    /// <summary>Writes 4 vectors side by side.</summary>
    static abstract void Store(ref float destination, TSelf a, TSelf b, TSelf c, TSelf d);

    /// <summary>destination + sum, 4 vectors side by side.</summary>
    static abstract void AddTo(ref float destination, TSelf a, TSelf b, TSelf c, TSelf d);

    /// <summary>One row of a register tile: each accumulator plus <paramref name="x"/> times its weights.</summary>
    static abstract void Accumulate(ref float x, TSelf w0, ref TSelf a);

    /// <summary>One row of a register tile: each accumulator plus <paramref name="x"/> times its weights.</summary>
    static abstract void Accumulate(ref float x, TSelf w0, TSelf w1, ref TSelf a, ref TSelf b);

    /// <summary>One row of a register tile: each accumulator plus <paramref name="x"/> times its weights.</summary>
    static abstract void Accumulate(ref float x, TSelf w0, TSelf w1, TSelf w2, ref TSelf a, ref TSelf b, ref TSelf c);

    /// <summary>The <see cref="TileVectors"/> vectors of a tile's row, side by side; those that the type does not have are 0.</summary>
    static abstract void LoadTile(ref float source, out TSelf a, out TSelf b, out TSelf c, out TSelf d);

    /// <summary>Writes the <see cref="TileVectors"/> vectors of a tile's row side by side.</summary>
    static abstract void StoreTile(ref float destination, TSelf a, TSelf b, TSelf c, TSelf d);

    /// <summary>destination + sum, the <see cref="TileVectors"/> vectors of a tile's row.</summary>
    static abstract void AddToTile(ref float destination, TSelf a, TSelf b, TSelf c, TSelf d);

    /// <summary>One row of a register tile of <see cref="TileVectors"/> vectors: each accumulator plus <paramref name="x"/> times its weights.</summary>
    static abstract void AccumulateTile(ref float x, TSelf w0, TSelf w1, TSelf w2, TSelf w3, ref TSelf a, ref TSelf b, ref TSelf c, ref TSelf d);

    /// <summary>Each accumulator plus <paramref name="x"/> times its weights, which lie side by side.</summary>
    static abstract void Accumulate(TSelf x, ref float weights, int offset, ref TSelf a);

    /// <summary>Each accumulator plus <paramref name="x"/> times its weights, which lie side by side.</summary>
    static abstract void Accumulate(TSelf x, ref float weights, int offset, ref TSelf a, ref TSelf b);

    /// <summary>Each accumulator plus <paramref name="x"/> times its weights, which lie side by side.</summary>
    static abstract void Accumulate(TSelf x, ref float weights, int offset, ref TSelf a, ref TSelf b, ref TSelf c);

    /// <summary>Each accumulator plus <paramref name="x"/> times its weights, which lie side by side.</summary>
    static abstract void Accumulate(TSelf x, ref float weights, int offset, ref TSelf a, ref TSelf b, ref TSelf c, ref TSelf d);

    /// <summary>Each accumulator plus two elements times their bfloat16 weights: the low half of a word belongs to <paramref name="x0"/>, the high half to <paramref name="x1"/>.</summary>
    static abstract void AccumulateBFloat16(TSelf x0, TSelf x1, ref float weights, int offset, ref TSelf a);

    /// <summary>Each accumulator plus four elements times their int8 weights: the bytes of a word from the lowest on.</summary>
    static abstract void AccumulateInt8(TSelf x0, TSelf x1, TSelf x2, TSelf x3, ref float weights, int offset, ref TSelf a);

    /// <summary>destination = sum · scale + start, with one rounding.</summary>
    static abstract void AddScaled(ref float start, ref float scales, ref float destination, TSelf a);

    /// <summary>Each accumulator plus two elements times their bfloat16 weights: the low half of a word belongs to <paramref name="x0"/>, the high half to <paramref name="x1"/>.</summary>
    static abstract void AccumulateBFloat16(TSelf x0, TSelf x1, ref float weights, int offset, ref TSelf a, ref TSelf b);

    /// <summary>Each accumulator plus four elements times their int8 weights: the bytes of a word from the lowest on.</summary>
    static abstract void AccumulateInt8(TSelf x0, TSelf x1, TSelf x2, TSelf x3, ref float weights, int offset, ref TSelf a, ref TSelf b);

    /// <summary>destination = sum · scale + start, with one rounding.</summary>
    static abstract void AddScaled(ref float start, ref float scales, ref float destination, TSelf a, TSelf b);

    /// <summary>Each accumulator plus two elements times their bfloat16 weights: the low half of a word belongs to <paramref name="x0"/>, the high half to <paramref name="x1"/>.</summary>
    static abstract void AccumulateBFloat16(TSelf x0, TSelf x1, ref float weights, int offset, ref TSelf a, ref TSelf b, ref TSelf c);

    /// <summary>Each accumulator plus four elements times their int8 weights: the bytes of a word from the lowest on.</summary>
    static abstract void AccumulateInt8(TSelf x0, TSelf x1, TSelf x2, TSelf x3, ref float weights, int offset, ref TSelf a, ref TSelf b, ref TSelf c);

    /// <summary>destination = sum · scale + start, with one rounding.</summary>
    static abstract void AddScaled(ref float start, ref float scales, ref float destination, TSelf a, TSelf b, TSelf c);

    /// <summary>Each accumulator plus two elements times their bfloat16 weights: the low half of a word belongs to <paramref name="x0"/>, the high half to <paramref name="x1"/>.</summary>
    static abstract void AccumulateBFloat16(TSelf x0, TSelf x1, ref float weights, int offset, ref TSelf a, ref TSelf b, ref TSelf c, ref TSelf d);

    /// <summary>Each accumulator plus four elements times their int8 weights: the bytes of a word from the lowest on.</summary>
    static abstract void AccumulateInt8(TSelf x0, TSelf x1, TSelf x2, TSelf x3, ref float weights, int offset, ref TSelf a, ref TSelf b, ref TSelf c, ref TSelf d);

    /// <summary>destination = sum · scale + start, with one rounding.</summary>
    static abstract void AddScaled(ref float start, ref float scales, ref float destination, TSelf a, TSelf b, TSelf c, TSelf d);

    /// <summary>Half <paramref name="part"/> of each word, 0 or 1, as a float.</summary>
    static abstract void LoadBFloat16(ref float source, int part, out TSelf a);

    /// <summary>Byte <paramref name="part"/> of each word, 0 to 3, as a float.</summary>
    static abstract void LoadInt8(ref float source, int part, out TSelf a);

    /// <summary>Half <paramref name="part"/> of each word, 0 or 1, as a float.</summary>
    static abstract void LoadBFloat16(ref float source, int part, out TSelf a, out TSelf b);

    /// <summary>Byte <paramref name="part"/> of each word, 0 to 3, as a float.</summary>
    static abstract void LoadInt8(ref float source, int part, out TSelf a, out TSelf b);

    /// <summary>Half <paramref name="part"/> of each word, 0 or 1, as a float.</summary>
    static abstract void LoadBFloat16(ref float source, int part, out TSelf a, out TSelf b, out TSelf c);

    /// <summary>Byte <paramref name="part"/> of each word, 0 to 3, as a float.</summary>
    static abstract void LoadInt8(ref float source, int part, out TSelf a, out TSelf b, out TSelf c);

    /// <inheritdoc cref="VectorMath.Tanh(float)"/>
    static abstract TSelf Tanh(TSelf x);

    /// <inheritdoc cref="VectorMath.Sigmoid(float)"/>
    static abstract TSelf Sigmoid(TSelf x);

    /// <inheritdoc cref="VectorMath.HardSigmoid(float)"/>
    static abstract TSelf HardSigmoid(TSelf x);

    /// <inheritdoc cref="VectorMath.HardSigmoidKeras2(float)"/>
    static abstract TSelf HardSigmoidKeras2(TSelf x);

    /// <inheritdoc cref="VectorMath.Relu(float)"/>
    static abstract TSelf Relu(TSelf x);

    /// <inheritdoc cref="VectorMath.GatedTanh(float, float)"/>
    static abstract TSelf GatedTanh(TSelf gate, TSelf x);

    /// <inheritdoc cref="VectorMath.GatedTanh(float, float, out float, out float)"/>
    static abstract TSelf GatedTanh(TSelf gate, TSelf x, out TSelf sigmoid, out TSelf tanh);

    /// <inheritdoc cref="VectorMath.GateSigmoid(float)"/>
    static abstract TSelf GateSigmoid(TSelf x);

    /// <inheritdoc cref="VectorMath.GateTanh(float)"/>
    static abstract TSelf GateTanh(TSelf x);

    /// <inheritdoc cref="VectorMath.FastTanh(float)"/>
    static abstract TSelf FastTanh(TSelf x);

    /// <inheritdoc cref="VectorMath.FastSigmoid(float)"/>
    static abstract TSelf FastSigmoid(TSelf x);

    /// <inheritdoc cref="VectorMath.FastGatedTanh(float, float)"/>
    static abstract TSelf FastGatedTanh(TSelf gate, TSelf x);

    /// <inheritdoc cref="VectorMath.GruState(float, float, float)"/>
    static abstract TSelf GruState(TSelf update, TSelf candidate, TSelf hidden);

    /// <inheritdoc cref="VectorMath.FastGruState(float, float, float)"/>
    static abstract TSelf FastGruState(TSelf update, TSelf candidate, TSelf hidden);

    /// <summary>Lanes of <paramref name="value"/> where <paramref name="x"/> &gt; <paramref name="bound"/>, else 0.</summary>
    static abstract TSelf WhereGreater(TSelf x, TSelf bound, TSelf value);

    /// <summary>Lanes of <paramref name="value"/> where <paramref name="low"/> &lt; <paramref name="x"/> &lt; <paramref name="high"/>, else 0.</summary>
    static abstract TSelf WhereBetween(TSelf x, TSelf low, TSelf high, TSelf value);
}
