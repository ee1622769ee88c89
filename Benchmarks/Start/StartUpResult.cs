using System.Collections.Generic;
using System.Globalization;
using ModelGen.Benchmarks.Report;

namespace ModelGen.Benchmarks.Start;

/// <summary>How soon a program that uses the model of Samples/Digits has its first result. Medians of several processes.</summary>
/// <param name="Compiler">JIT or AOT.</param>
/// <param name="FirstCallNanoseconds">The first call of the model, instance and weights being there.</param>
/// <param name="ProcessNanoseconds">From the start of the process to the first result.</param>
/// <param name="ProgramBytes">Size of the program's own files: of the executable under NativeAOT, of its assemblies under the JIT.</param>
/// <param name="BytesAllocated">Bytes that the first call allocates.</param>
internal sealed record StartUpResult(string Compiler, double FirstCallNanoseconds, double ProcessNanoseconds, long ProgramBytes, long BytesAllocated)
{
    private const double MostProgramBytes = 3e6;

    /// <summary>The goals that hold for such a program.</summary>
    public IEnumerable<GoalResult> Goals()
    {
        double most = Compiler == "AOT" ? 1e6 : 10e6;
        yield return new GoalResult($"first call, {Compiler}, digits", $"at most {Milliseconds(most)}", Milliseconds(FirstCallNanoseconds), FirstCallNanoseconds <= most);
        if (Compiler == "AOT")
        {
            yield return new GoalResult("program, AOT, digits", $"at most {Megabytes(MostProgramBytes)}", Megabytes(ProgramBytes), ProgramBytes <= MostProgramBytes);
        }
    }

    public static string Milliseconds(double nanoseconds) => (nanoseconds / 1e6).ToString("0.00", CultureInfo.InvariantCulture) + " ms";

    public static string Megabytes(double bytes) => (bytes / 1e6).ToString("0.00", CultureInfo.InvariantCulture) + " MB";
}
