using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Xunit;
using Xunit.Abstractions;

namespace ModelGen.Tests.Jit;

/// <summary>
/// The guard of the kernels' speed: their machine code must not become larger, nor spill or call in loops, beyond what
/// <c>kernel-baseline.txt</c> says. Nothing is timed, so that nothing depends on the machine or its load.
/// <c>MODELGEN_UPDATE_BASELINE=1</c> writes the file anew instead.
/// </summary>
public sealed class KernelBaselineTests(ITestOutputHelper output)
{
    /// <summary>Every x64 processor with AVX2 and FMA gives the first table, every one with AVX-512 the second as well.</summary>
    [Theory]
    [InlineData("AVX2", "DOTNET_EnableAVX512", "Vector256", "Lanes8")]
    [InlineData("AVX-512", null, "Vector512", "Lanes16")]
    public void KernelsCostNoMoreThanBefore(string table, string? switchedOff, string instructionSet, string lanes)
    {
        if (!OperatingSystem.IsLinux() || RuntimeInformation.ProcessArchitecture != Architecture.X64)
        {
            return; // The tables are of Linux' calling convention on x64.
        }

        KernelListing listing = KernelListing.Of(switchedOff);
        if (!listing.HasFma || !listing.Accelerated.Contains(instructionSet))
        {
            output.WriteLine($"{table}: this processor has none; nothing is compared.");
            return;
        }

        var now = new KernelTable(Environment.Version.ToString(), KernelCost.Of(listing.Methods, [lanes]));
        KernelBaseline baseline = KernelBaseline.Parse(File.Exists(BaselineFile()) ? File.ReadLines(BaselineFile()) : []);
        if (Environment.GetEnvironmentVariable("MODELGEN_UPDATE_BASELINE") == "1")
        {
            File.WriteAllText(BaselineFile(), new KernelBaseline(new Dictionary<string, KernelTable>(baseline.Tables) { [table] = now }).ToString());
            return;
        }

        if (baseline.Tables.TryGetValue(table, out KernelTable? then) && then.Runtime != now.Runtime)
        {
            output.WriteLine($"{table}: kernel-baseline.txt is of .NET {then.Runtime}, this is {now.Runtime}: sizes are not compared, spills and calls are.");
        }

        string[] worse = [.. baseline.Regressions(table, now)];
        Assert.True(worse.Length == 0, $"{table}: the kernels' machine code is not what kernel-baseline.txt says (docs/testing.md: how to accept it):\n{string.Join('\n', worse)}");
    }

    [Fact]
    public void TheFileSaysWhatWasWritten()
    {
        KernelCost[] costs = [new("A.Gates(Lanes8)", 700, 40, 0, 2, 0), new("B.Rows(Lanes8)", 90, 0, 0, 0, 0)];
        KernelBaseline read = KernelBaseline.Parse(Baseline("10.0.1", costs).ToString().Split('\n'));
        Assert.Equal("10.0.1", read.Tables["AVX2"].Runtime);
        Assert.Equal(costs, read.Tables["AVX2"].Kernels);
        Assert.Empty(read.Regressions("AVX2", new KernelTable("10.0.1", costs)));
    }

    [Fact]
    public void FindsWhatBecameWorseAndOnlyThat()
    {
        KernelCost other = new("Other(Lanes8)", 9, 0, 0, 0, 0);
        KernelBaseline baseline = Baseline("10.0.1", [new("A(Lanes8)", 1000, 100, 1, 2, 0), other]);
        IReadOnlyList<string> Regressions(KernelCost now, string runtime = "10.0.1") => baseline.Regressions("AVX2", new KernelTable(runtime, [now, other]));

        Assert.Empty(Regressions(new("A(Lanes8)", 1030, 103, 1, 2, 0)));
        Assert.Empty(Regressions(new("A(Lanes8)", 500, 50, 0, 0, 0)));
        Assert.Equal(["A(Lanes8): 1031 bytes, were 1000"], Regressions(new("A(Lanes8)", 1031, 100, 1, 2, 0)));
        Assert.Equal(["A(Lanes8): 104 instructions in innermost loops, were 100"], Regressions(new("A(Lanes8)", 1000, 104, 1, 2, 0)));
        Assert.Equal(
            ["A(Lanes8): 2 stack stores in loops, were 1", "A(Lanes8): 3 stack loads in loops, were 2", "A(Lanes8): 1 calls in loops, were 0"],
            Regressions(new("A(Lanes8)", 2000, 200, 2, 3, 1), runtime: "10.0.2"));
        Assert.Equal(["New(Lanes8): 1 in the code, 0 in the file", "A(Lanes8): no longer in the code"], Regressions(new("New(Lanes8)", 1, 0, 0, 0, 0)));
    }

    private static KernelBaseline Baseline(string runtime, IReadOnlyList<KernelCost> costs)
        => new(new Dictionary<string, KernelTable> { ["AVX2"] = new(runtime, costs) });

    private static string BaselineFile([CallerFilePath] string thisFile = "") => Path.Combine(Path.GetDirectoryName(thisFile)!, "kernel-baseline.txt");
}
