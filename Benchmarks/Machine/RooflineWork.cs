using System;

namespace ModelGen.Benchmarks.Machine;

/// <summary>
/// The least that the hardware has to do for one row and timestep: some products whose weights serve many rows or timesteps
/// and are therefore bound by arithmetic, and weights that have to be read anew for every timestep.
/// </summary>
/// <param name="ReusedFlops">Floating-point operations (an FMA is two) on weights that are read once for many timesteps.</param>
/// <param name="StreamedBytes">Bytes of weights that every timestep reads; 0 where all are reused.</param>
/// <param name="StreamedFlops">Floating-point operations on those.</param>
/// <param name="WorkingSetBytes">Bytes that are read over and over before others are: they decide the cache level.</param>
internal readonly record struct RooflineWork(double ReusedFlops, double StreamedBytes, double StreamedFlops, int WorkingSetBytes)
{
    /// <summary>ReusedFlops / peak + max(StreamedBytes / bandwidth, StreamedFlops / peak).</summary>
    /// <param name="gigaflopsPerSecond">The machine's FMA peak.</param>
    /// <param name="gigabytesPerSecond">Measured bandwidth of reading a buffer of WorkingSetBytes over and over.</param>
    public double Nanoseconds(double gigaflopsPerSecond, double gigabytesPerSecond) => StreamedBytes == 0
        ? ReusedFlops / gigaflopsPerSecond
        : (ReusedFlops / gigaflopsPerSecond) + Math.Max(StreamedBytes / gigabytesPerSecond, StreamedFlops / gigaflopsPerSecond);
}
