using System;

namespace ModelGen.Benchmarks.Machine;

/// <summary>
/// The least that the hardware has to do for one row and timestep: some products whose weights serve many timesteps
/// and are therefore bound by arithmetic, and weights that have to be read anew for every timestep.
/// </summary>
/// <param name="ReusedFlops">Floating-point operations (an FMA is two) on weights that are read once for many timesteps.</param>
/// <param name="StreamedBytes">Bytes of weights that every timestep reads.</param>
/// <param name="StreamedFlops">Floating-point operations on those.</param>
internal readonly record struct RooflineWork(double ReusedFlops, int StreamedBytes, double StreamedFlops)
{
    /// <summary>
    /// ReusedFlops / peak + max(StreamedBytes / bandwidth, StreamedFlops / peak), where the bandwidth is that of
    /// reading a buffer of StreamedBytes over and over.
    /// </summary>
    /// <param name="peak">The machine's FMA peak.</param>
    /// <param name="streamNanoseconds">Measured time of reading StreamedBytes once.</param>
    public double Nanoseconds(FmaPeak peak, double streamNanoseconds) =>
        (ReusedFlops / peak.GigaflopsPerSecond) + Math.Max(streamNanoseconds, StreamedFlops / peak.GigaflopsPerSecond);
}
