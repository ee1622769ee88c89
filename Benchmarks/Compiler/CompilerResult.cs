namespace ModelGen.Benchmarks.Compiler;

/// <summary>A line of the JSON report.</summary>
/// <param name="Case">What was measured.</param>
/// <param name="Milliseconds">The median.</param>
internal sealed record CompilerResult(string Case, double Milliseconds)
{
    /// <summary>The first run, with everything still to be compiled by the JIT.</summary>
    public double? FirstMilliseconds { get; init; }

    /// <summary>Files that the generator wrote.</summary>
    public int? Files { get; init; }

    /// <summary>Their length together.</summary>
    public double? Kilobytes { get; init; }

    /// <summary>Lines of the program.</summary>
    public int? Lines { get; init; }

    /// <summary>Models in it.</summary>
    public int? Models { get; init; }
}
