using System;
using System.Runtime.CompilerServices;

namespace ModelGen.CompilerServices;

/// <summary>
/// Random numbers as a pure function of a key and a counter: the same bits on every machine, in any order, on any
/// number of threads. The function is Philox4x32-10 (Salmon, Moraes, Dror and Shaw, "Parallel random numbers: as easy
/// as 1, 2, 3", SC 2011), the generator of TensorFlow and PyTorch.
/// </summary>
/// <remarks>
/// A key names a stream. Draws of one stream differ in their counter; streams that must be independent have keys
/// derived by <see cref="DeriveKey(ulong, ulong)"/>. There is no state to seed, lock, save or restore.
/// </remarks>
public static class CounterRandom
{
    private const uint Multiplier0 = 0xD2511F53;
    private const uint Multiplier1 = 0xCD9E8D57;
    private const uint Weyl0 = 0x9E3779B9;
    private const uint Weyl1 = 0xBB67AE85;

    // The third counter word separates uses, so that a derived key never equals a draw of the same stream.
    private const uint DrawDomain = 0;
    private const uint KeyDomain = 1;

    /// <summary>64 random bits: the first two words of Philox4x32-10 for this key and counter.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong Hash(ulong key, ulong counter) => Philox(key, counter, DrawDomain, 0).Low;

    /// <summary>The key of a stream that is independent of <paramref name="key"/>'s own and of its other children.</summary>
    /// <param name="key">The parent stream.</param>
    /// <param name="index">Which child, e.g. the epoch.</param>
    public static ulong DeriveKey(ulong key, ulong index) => Philox(key, index, KeyDomain, 0).Low;

    /// <summary>The key of the child stream with the given name, e.g. a tensor's.</summary>
    /// <param name="key">The parent stream.</param>
    /// <param name="name">The child's name.</param>
    public static ulong DeriveKey(ulong key, ReadOnlySpan<char> name)
    {
        // FNV-1a over the UTF-16 code units (low byte first); Philox then does the mixing.
        ulong hash = 0xCBF29CE484222325;
        foreach (char unit in name)
        {
            hash = (hash ^ (byte)unit) * 0x100000001B3;
            hash = (hash ^ (byte)(unit >> 8)) * 0x100000001B3;
        }

        return DeriveKey(key, hash);
    }

    /// <summary>A float uniform in [0, 1): a multiple of 2⁻²⁴.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float Single(ulong key, ulong counter) => (int)(Hash(key, counter) >> 40) * (1f / (1 << 24));

    /// <summary>A double uniform in the open interval (0, 1): an odd multiple of 2⁻⁵³, so never 0 and symmetric about ½.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static double Double(ulong key, ulong counter) => (long)(((Hash(key, counter) >> 12) * 2) + 1) * (1.0 / (1L << 53));

    /// <summary>
    /// An integer uniform in [0, <paramref name="bound"/>). One draw always suffices; with 64 random bits no value's
    /// probability is off by more than 2⁻⁶⁴.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="bound"/> is not positive.</exception>
    public static int Below(ulong key, ulong counter, int bound)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(bound);
        return (int)Math.BigMul(Hash(key, counter), (ulong)bound, out _);
    }

    /// <summary>Puts the items into a random order (Fisher–Yates); every order is as likely.</summary>
    /// <param name="key">The stream; it should serve this shuffle only.</param>
    /// <param name="items">The items, e.g. row numbers.</param>
    public static void Shuffle<T>(ulong key, Span<T> items)
    {
        for (int last = items.Length - 1; last > 0; last--)
        {
            int other = Below(key, (ulong)last, last + 1);
            (items[last], items[other]) = (items[other], items[last]);
        }
    }

    /// <summary>Philox4x32-10: key words k0, k1 = low, high half of <paramref name="key"/>; counter words = <paramref name="counter"/>'s halves, then <paramref name="word2"/>, <paramref name="word3"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static (ulong Low, ulong High) Philox(ulong key, ulong counter, uint word2, uint word3)
    {
        uint key0 = (uint)key, key1 = (uint)(key >> 32);
        uint x0 = (uint)counter, x1 = (uint)(counter >> 32), x2 = word2, x3 = word3;
        for (int round = 0; round < 10; round++)
        {
            ulong product0 = (ulong)Multiplier0 * x0;
            ulong product1 = (ulong)Multiplier1 * x2;
            x0 = (uint)(product1 >> 32) ^ x1 ^ key0;
            x1 = (uint)product1;
            x2 = (uint)(product0 >> 32) ^ x3 ^ key1;
            x3 = (uint)product0;
            key0 += Weyl0;
            key1 += Weyl1;
        }

        return (x0 | ((ulong)x1 << 32), x2 | ((ulong)x3 << 32));
    }
}
