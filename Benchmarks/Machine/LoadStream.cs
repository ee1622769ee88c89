using System;
using System.Diagnostics;
using System.Linq;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using ModelGen.Benchmarks.Harness;
using ModelGen.CompilerServices;

namespace ModelGen.Benchmarks.Machine;

/// <summary>
/// Reads a buffer from start to end, over and over: the load bandwidth of the cache level that the buffer fits in.
/// One call is one pass. It is a contender like any other, so that it is timed in the same rounds as the models.
/// </summary>
internal sealed class LoadStream : IContender
{
    // One iteration of the kernels: eight 512-bit vectors, or sixteen 256-bit ones.
    private const int ChunkInFloats = 128;

    private static float s_sink;

    private readonly AlignedBuffer _buffer;
    private readonly Func<AlignedBuffer, int, float> _kernel;

    /// <param name="bytes">Size of the working set. The buffer is rounded up to whole chunks of 512 bytes.</param>
    public LoadStream(int bytes)
    {
        _buffer = new AlignedBuffer((((bytes / sizeof(float)) + ChunkInFloats - 1) / ChunkInFloats) * ChunkInFloats);

        // Memory that nobody has written to is one page of zeros, mapped again and again: all of it would sit in L1.
        _buffer.Span.Fill(1f);

        Func<AlignedBuffer, int, float>[] kernels =
            Vector512.IsHardwareAccelerated ? [Read512, Read256]
            : Vector256.IsHardwareAccelerated ? [Read256]
            : Vector128.IsHardwareAccelerated ? [Read128]
            : [ReadScalar];

        // Wider loads are not faster at every cache level: the machine's limit is that of the better one.
        _kernel = kernels.MinBy(Time)!;
    }

    public string Name => "stream";

    /// <summary>Bytes per nanosecond, given the time of one pass over the buffer.</summary>
    public double GigabytesPerSecond(double passNanoseconds) => _buffer.Length * sizeof(float) / passNanoseconds;

    /// <summary>Bytes per nanosecond, best of <paramref name="repetitions"/>.</summary>
    public double BestGigabytesPerSecond(int repetitions) => GigabytesPerSecond(Enumerable.Range(0, repetitions).Min(_ => Time(_kernel)));

    public float[] Compute() => [_kernel(_buffer, 1)];

    public float Run(int calls) => _kernel(_buffer, calls);

    public void Dispose()
    {
        // The buffer is managed memory.
    }

    /// <summary>Nanoseconds per pass, best of several runs of at least 100 µs.</summary>
    private double Time(Func<AlignedBuffer, int, float> kernel)
    {
        int passes = Math.Max(1, 10_000_000 / (_buffer.Length * sizeof(float)));
        double best = double.PositiveInfinity;
        for (int i = 0; i < 10; i++)
        {
            long start = Stopwatch.GetTimestamp();
            s_sink += kernel(_buffer, passes);
            best = Math.Min(best, Stopwatch.GetElapsedTime(start).TotalNanoseconds / passes);
        }

        return best;
    }

    // Exclusive or has a latency of one cycle on every machine, so that nothing but the loads can bind, and every
    // load has a register of its own to go to. Two nested loops: the passes of a small buffer overlap.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static float Read512(AlignedBuffer buffer, int passes)
    {
        Vector512<float> a0 = default, a1 = default, a2 = default, a3 = default;
        Vector512<float> a4 = default, a5 = default, a6 = default, a7 = default;
        int chunks = buffer.Length / ChunkInFloats;
        for (int pass = 0; pass < passes; pass++)
        {
            ref float p = ref buffer.Reference;
            for (int chunk = chunks; chunk > 0; chunk--)
            {
                a0 ^= Vector512.LoadUnsafe(ref p);
                a1 ^= Vector512.LoadUnsafe(ref p, 16);
                a2 ^= Vector512.LoadUnsafe(ref p, 32);
                a3 ^= Vector512.LoadUnsafe(ref p, 48);
                a4 ^= Vector512.LoadUnsafe(ref p, 64);
                a5 ^= Vector512.LoadUnsafe(ref p, 80);
                a6 ^= Vector512.LoadUnsafe(ref p, 96);
                a7 ^= Vector512.LoadUnsafe(ref p, 112);
                p = ref Unsafe.Add(ref p, ChunkInFloats);
            }
        }

        return Vector512.Sum(a0 ^ a1 ^ a2 ^ a3 ^ a4 ^ a5 ^ a6 ^ a7);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static float Read256(AlignedBuffer buffer, int passes)
    {
        Vector256<float> a0 = default, a1 = default, a2 = default, a3 = default;
        Vector256<float> a4 = default, a5 = default, a6 = default, a7 = default;
        int chunks = buffer.Length / ChunkInFloats;
        for (int pass = 0; pass < passes; pass++)
        {
            ref float p = ref buffer.Reference;
            for (int chunk = chunks; chunk > 0; chunk--)
            {
                a0 ^= Vector256.LoadUnsafe(ref p);
                a1 ^= Vector256.LoadUnsafe(ref p, 8);
                a2 ^= Vector256.LoadUnsafe(ref p, 16);
                a3 ^= Vector256.LoadUnsafe(ref p, 24);
                a4 ^= Vector256.LoadUnsafe(ref p, 32);
                a5 ^= Vector256.LoadUnsafe(ref p, 40);
                a6 ^= Vector256.LoadUnsafe(ref p, 48);
                a7 ^= Vector256.LoadUnsafe(ref p, 56);
                a0 ^= Vector256.LoadUnsafe(ref p, 64);
                a1 ^= Vector256.LoadUnsafe(ref p, 72);
                a2 ^= Vector256.LoadUnsafe(ref p, 80);
                a3 ^= Vector256.LoadUnsafe(ref p, 88);
                a4 ^= Vector256.LoadUnsafe(ref p, 96);
                a5 ^= Vector256.LoadUnsafe(ref p, 104);
                a6 ^= Vector256.LoadUnsafe(ref p, 112);
                a7 ^= Vector256.LoadUnsafe(ref p, 120);
                p = ref Unsafe.Add(ref p, ChunkInFloats);
            }
        }

        return Vector256.Sum(a0 ^ a1 ^ a2 ^ a3 ^ a4 ^ a5 ^ a6 ^ a7);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static float Read128(AlignedBuffer buffer, int passes)
    {
        Vector128<float> a0 = default, a1 = default, a2 = default, a3 = default;
        Vector128<float> a4 = default, a5 = default, a6 = default, a7 = default;
        int parts = buffer.Length / (ChunkInFloats / 4);
        for (int pass = 0; pass < passes; pass++)
        {
            ref float p = ref buffer.Reference;
            for (int part = parts; part > 0; part--)
            {
                a0 ^= Vector128.LoadUnsafe(ref p);
                a1 ^= Vector128.LoadUnsafe(ref p, 4);
                a2 ^= Vector128.LoadUnsafe(ref p, 8);
                a3 ^= Vector128.LoadUnsafe(ref p, 12);
                a4 ^= Vector128.LoadUnsafe(ref p, 16);
                a5 ^= Vector128.LoadUnsafe(ref p, 20);
                a6 ^= Vector128.LoadUnsafe(ref p, 24);
                a7 ^= Vector128.LoadUnsafe(ref p, 28);
                p = ref Unsafe.Add(ref p, ChunkInFloats / 4);
            }
        }

        return Vector128.Sum(a0 ^ a1 ^ a2 ^ a3 ^ a4 ^ a5 ^ a6 ^ a7);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static float ReadScalar(AlignedBuffer buffer, int passes)
    {
        ulong a0 = 0, a1 = 0, a2 = 0, a3 = 0, a4 = 0, a5 = 0, a6 = 0, a7 = 0;
        int parts = buffer.Length / (ChunkInFloats / 8);
        for (int pass = 0; pass < passes; pass++)
        {
            ref ulong p = ref Unsafe.As<float, ulong>(ref buffer.Reference);
            for (int part = parts; part > 0; part--)
            {
                a0 ^= p;
                a1 ^= Unsafe.Add(ref p, 1);
                a2 ^= Unsafe.Add(ref p, 2);
                a3 ^= Unsafe.Add(ref p, 3);
                a4 ^= Unsafe.Add(ref p, 4);
                a5 ^= Unsafe.Add(ref p, 5);
                a6 ^= Unsafe.Add(ref p, 6);
                a7 ^= Unsafe.Add(ref p, 7);
                p = ref Unsafe.Add(ref p, 8);
            }
        }

        return a0 ^ a1 ^ a2 ^ a3 ^ a4 ^ a5 ^ a6 ^ a7;
    }
}
