using System.Linq;
using System.Runtime.InteropServices;
using Xunit;

namespace ModelGen.Tests.Jit;

/// <summary>
/// What the JIT makes of emitted kernels, read from its own output. A program with models of many shapes runs each of their
/// kernels on every tier, in a process for each set of instructions.
/// </summary>
public sealed class EmittedKernelTests
{
    /// <summary>
    /// AVX-512 has 32 registers, AVX2 has 16: 256-bit vectors must do with those. x64 takes 128-bit vectors only where it has no FMA.
    /// </summary>
    [Theory]
    [InlineData("everything this processor has", null, "Lanes16")]
    [InlineData("no AVX-512", "DOTNET_EnableAVX512", "Lanes8")]
    public void NoInnerLoopStoresToTheStack(string processor, string? switchedOff, params string[] lanes)
    {
        if (RuntimeInformation.ProcessArchitecture != Architecture.X64)
        {
            return; // The listing's reader knows x64.
        }

        KernelListing listing = KernelListing.Of(switchedOff);
        Assert.Empty(KernelRules.NotOptimized(listing.Methods));

        // Without FMA every multiply-add is a call of its emulation.
        string[] demanded = listing.HasFma ? lanes : [];
        string[] spills = [.. KernelRules.Spills(listing.Methods, demanded)];
        Assert.True(spills.Length == 0, $"With {processor}:\n{string.Join('\n', spills)}");
    }

    [Theory]
    [InlineData("DOTNET_EnableAVX2")]
    [InlineData("DOTNET_EnableHWIntrinsic")]
    public void EveryKernelIsOptimizedOnLesserProcessors(string switchedOff)
        => Assert.Empty(KernelRules.NotOptimized(KernelListing.Of(switchedOff).Methods));
}
