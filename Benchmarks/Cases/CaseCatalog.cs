using System.Collections.Generic;
using ModelGen.Benchmarks.Harness;

namespace ModelGen.Benchmarks.Cases;

/// <summary>Every inference case. A new family of cases is a file beside this one and a line here.</summary>
internal static class CaseCatalog
{
    public static IReadOnlyList<BenchmarkCase> Inference { get; } =
    [
        .. LstmCases.Create(),
    ];
}
