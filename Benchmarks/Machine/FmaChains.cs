using System;
using System.Diagnostics;
using System.Linq;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Threading.Tasks;
using ModelGen.Benchmarks.Harness;

namespace ModelGen.Benchmarks.Machine;

/// <summary>
/// Multiply-adds from registers, one thread: the arithmetic limit. They are fused where the processor can, and a multiplication and
/// an addition elsewhere. A contender like any other, so that it is timed in the same rounds as the models.
/// </summary>
internal sealed class FmaChains : IContender
{
    // 12 chains cover two units with a latency of up to 6 cycles.
    private const int Chains = 12;
    private const int Iterations = 1_000;

    private readonly Func<int, float> _kernel;

    private readonly float[] _sums;

    /// <param name="vectorBits">Width of the vectors; 32 for single floats.</param>
    /// <param name="threads">Threads that all make the calls at once: what processors that share a core can do together.</param>
    public FmaChains(int vectorBits, int threads = 1)
    {
        VectorBits = vectorBits;
        _sums = new float[threads];
        _kernel = vectorBits switch
        {
            512 => Chains512,
            256 => Chains256,
            128 => Chains128,
            32 => ChainsScalar,
            _ => throw new ArgumentOutOfRangeException(nameof(vectorBits)),
        };
    }

    /// <summary>Width of the vectors.</summary>
    public int VectorBits { get; }

    /// <summary>The widest vectors that this process may use.</summary>
    public static int WidestVectorBits => Vector512.IsHardwareAccelerated ? 512 : Vector256.IsHardwareAccelerated ? 256 : Vector128.IsHardwareAccelerated ? 128 : 32;

    /// <summary>The best of many runs for the widest vectors of this process and, where there are any, for the next narrower ones.</summary>
    public static (int VectorBits, double GigaflopsPerSecond)[] BestOfWidest(int repetitions) =>
        [.. new[] { 512, 256, 128, 32 }.Where(bits => bits <= WidestVectorBits).Take(2).Select(bits => (bits, new FmaChains(bits).BestGigaflopsPerSecond(repetitions)))];

    public string Name => "peak";

    /// <summary>10⁹ floating-point operations per second, an FMA being two, given the time of one call.</summary>
    public double GigaflopsPerSecond(double callNanoseconds) => 2.0 * _sums.Length * Chains * Iterations * (VectorBits / 32) / callNanoseconds;

    /// <summary>The same, best of <paramref name="repetitions"/>.</summary>
    public double BestGigaflopsPerSecond(int repetitions)
    {
        const int calls = 20;
        double best = double.PositiveInfinity;
        for (int i = 0; i < repetitions; i++)
        {
            long start = Stopwatch.GetTimestamp();
            GC.KeepAlive(Run(calls));
            best = Math.Min(best, Stopwatch.GetElapsedTime(start).TotalNanoseconds / calls);
        }

        return GigaflopsPerSecond(best);
    }

    public float[] Compute() => [_kernel(1)];

    public float Run(int calls)
    {
        if (_sums.Length == 1)
        {
            return RunOne(calls);
        }

        Parallel.For(0, _sums.Length, thread => _sums[thread] = RunOne(calls));
        return _sums.Sum();
    }

    private float RunOne(int calls)
    {
        float sum = 0;
        for (int call = 0; call < calls; call++)
        {
            sum += _kernel(Iterations);
        }

        return sum;
    }

    public void Dispose()
    {
        // Registers only.
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static float Chains512(int iterations)
    {
        Vector512<float> factor = Vector512.Create(0.5f);
        Vector512<float> term = Vector512.Create(1f);
        Vector512<float> a0 = term, a1 = term, a2 = term, a3 = term, a4 = term, a5 = term;
        Vector512<float> a6 = term, a7 = term, a8 = term, a9 = term, a10 = term, a11 = term;
        for (int i = 0; i < iterations; i++)
        {
            a0 = Vector512.MultiplyAddEstimate(a0, factor, term);
            a1 = Vector512.MultiplyAddEstimate(a1, factor, term);
            a2 = Vector512.MultiplyAddEstimate(a2, factor, term);
            a3 = Vector512.MultiplyAddEstimate(a3, factor, term);
            a4 = Vector512.MultiplyAddEstimate(a4, factor, term);
            a5 = Vector512.MultiplyAddEstimate(a5, factor, term);
            a6 = Vector512.MultiplyAddEstimate(a6, factor, term);
            a7 = Vector512.MultiplyAddEstimate(a7, factor, term);
            a8 = Vector512.MultiplyAddEstimate(a8, factor, term);
            a9 = Vector512.MultiplyAddEstimate(a9, factor, term);
            a10 = Vector512.MultiplyAddEstimate(a10, factor, term);
            a11 = Vector512.MultiplyAddEstimate(a11, factor, term);
        }

        return Vector512.Sum(a0 + a1 + a2 + a3 + a4 + a5 + a6 + a7 + a8 + a9 + a10 + a11);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static float Chains256(int iterations)
    {
        Vector256<float> factor = Vector256.Create(0.5f);
        Vector256<float> term = Vector256.Create(1f);
        Vector256<float> a0 = term, a1 = term, a2 = term, a3 = term, a4 = term, a5 = term;
        Vector256<float> a6 = term, a7 = term, a8 = term, a9 = term, a10 = term, a11 = term;
        for (int i = 0; i < iterations; i++)
        {
            a0 = Vector256.MultiplyAddEstimate(a0, factor, term);
            a1 = Vector256.MultiplyAddEstimate(a1, factor, term);
            a2 = Vector256.MultiplyAddEstimate(a2, factor, term);
            a3 = Vector256.MultiplyAddEstimate(a3, factor, term);
            a4 = Vector256.MultiplyAddEstimate(a4, factor, term);
            a5 = Vector256.MultiplyAddEstimate(a5, factor, term);
            a6 = Vector256.MultiplyAddEstimate(a6, factor, term);
            a7 = Vector256.MultiplyAddEstimate(a7, factor, term);
            a8 = Vector256.MultiplyAddEstimate(a8, factor, term);
            a9 = Vector256.MultiplyAddEstimate(a9, factor, term);
            a10 = Vector256.MultiplyAddEstimate(a10, factor, term);
            a11 = Vector256.MultiplyAddEstimate(a11, factor, term);
        }

        return Vector256.Sum(a0 + a1 + a2 + a3 + a4 + a5 + a6 + a7 + a8 + a9 + a10 + a11);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static float Chains128(int iterations)
    {
        Vector128<float> factor = Vector128.Create(0.5f);
        Vector128<float> term = Vector128.Create(1f);
        Vector128<float> a0 = term, a1 = term, a2 = term, a3 = term, a4 = term, a5 = term;
        Vector128<float> a6 = term, a7 = term, a8 = term, a9 = term, a10 = term, a11 = term;
        for (int i = 0; i < iterations; i++)
        {
            a0 = Vector128.MultiplyAddEstimate(a0, factor, term);
            a1 = Vector128.MultiplyAddEstimate(a1, factor, term);
            a2 = Vector128.MultiplyAddEstimate(a2, factor, term);
            a3 = Vector128.MultiplyAddEstimate(a3, factor, term);
            a4 = Vector128.MultiplyAddEstimate(a4, factor, term);
            a5 = Vector128.MultiplyAddEstimate(a5, factor, term);
            a6 = Vector128.MultiplyAddEstimate(a6, factor, term);
            a7 = Vector128.MultiplyAddEstimate(a7, factor, term);
            a8 = Vector128.MultiplyAddEstimate(a8, factor, term);
            a9 = Vector128.MultiplyAddEstimate(a9, factor, term);
            a10 = Vector128.MultiplyAddEstimate(a10, factor, term);
            a11 = Vector128.MultiplyAddEstimate(a11, factor, term);
        }

        return Vector128.Sum(a0 + a1 + a2 + a3 + a4 + a5 + a6 + a7 + a8 + a9 + a10 + a11);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static float ChainsScalar(int iterations)
    {
        const float factor = 0.5f;
        const float term = 1f;
        float a0 = term, a1 = term, a2 = term, a3 = term, a4 = term, a5 = term;
        float a6 = term, a7 = term, a8 = term, a9 = term, a10 = term, a11 = term;
        for (int i = 0; i < iterations; i++)
        {
            a0 = (a0 * factor) + term;
            a1 = (a1 * factor) + term;
            a2 = (a2 * factor) + term;
            a3 = (a3 * factor) + term;
            a4 = (a4 * factor) + term;
            a5 = (a5 * factor) + term;
            a6 = (a6 * factor) + term;
            a7 = (a7 * factor) + term;
            a8 = (a8 * factor) + term;
            a9 = (a9 * factor) + term;
            a10 = (a10 * factor) + term;
            a11 = (a11 * factor) + term;
        }

        return a0 + a1 + a2 + a3 + a4 + a5 + a6 + a7 + a8 + a9 + a10 + a11;
    }
}
