using System.Collections.Generic;
using System.Linq;
using Xunit;

namespace ModelGen.Tests.Jit;

/// <summary>The listing's reader and the rules, on listings whose verdict is known.</summary>
public sealed class JitListingTests
{
    private const string Good = """
           1: JIT compiled Program:Main() [Instrumented Tier0, IL size=193, code size=438]
        ; Assembly listing for method N.Model+Kernels`1[ModelGen.CompilerServices.Lanes8]:Gates(byref,byref):int (FullOpts)
        ; Emitting BLENDED_CODE for generic X64 + VEX on Unix
        ; FullOpts code
        ; rbp based frame

        G_M000_IG01:                ;; offset=0x0000
               push     rbp
               lea      rbp, [rsp+0x10]
               vmovups  ymmword ptr [rbp-0x30], ymm7

        G_M000_IG02:                ;; offset=0x0010
               xor      eax, eax
               cmp      dword ptr [rbp-0x04], 7
               align    [0 bytes for IG03]

        G_M000_IG03:                ;; offset=0x0020
               vbroadcastss ymm8, dword ptr [rsi+rax]
               vfmadd231ps ymm0, ymm8, ymmword ptr [rdi]
               vfmadd231ps ymm1, ymm8, ymmword ptr [rbp-0x50]
               cmp      dword ptr [rbp-0x04], 9
               vmovups  ymmword ptr [rcx], ymm0
               add      rax, 4
               jne      SHORT G_M000_IG03
               mov      dword ptr [rbp-0x10], eax
               dec      edx
               jne      G_M000_IG02

        G_M000_IG04:                ;; offset=0x0040
               vzeroupper
               pop      rbp
               ret

        ; Total bytes of code 80

           2: JIT compiled N.Model+Kernels`1[ModelGen.CompilerServices.Lanes8]:Gates(byref,byref):int [FullOpts, IL size=12, code size=80]
        """;

    private const string Bad = """
        ; Assembly listing for method N.Model+Kernels`1[ModelGen.CompilerServices.Lanes16]:Gates(byref) (FullOpts)
        ; rsp based frame
        G_M000_IG01:                ;; offset=0x0000
               sub      rsp, 40
        G_M000_IG02:                ;; offset=0x0004
               vmulps   zmm0, zmm1, zmmword ptr [rax]
               vmovups  zmmword ptr [rbp+0x40], zmm0
               jl       SHORT G_M000_IG02
        G_M000_IG03:                ;; offset=0x0010
               vaddps   zmm0, zmm1, zmm2
               vmovups  zmmword ptr [rsp+0x40], zmm0
               jl       SHORT G_M000_IG03
        G_M000_IG04:                ;; offset=0x0020
               vaddss   xmm0, xmm1, xmm2
               call     [ModelGen.CompilerServices.VectorMath:Exp(float):float]
               jl       SHORT G_M000_IG04
               ret
        ; Total bytes of code 33
        ; Assembly listing for method N.Model+Passes`2[ModelGen.CompilerServices.Lanes16,ModelGen.CompilerServices.Lanes8]:Predict(byref) (MinOpts)
        ; rbp based frame
        G_M000_IG01:                ;; offset=0x0000
               vaddss   xmm0, xmm1, xmm2
               call     [N.Model+Kernels`1[ModelGen.CompilerServices.Lanes16]:Gates(byref)]
               jl       SHORT G_M000_IG01
               ret
        ; Total bytes of code 9
        """;

    [Fact]
    public void ReadsMethodsLoopsAndStores()
    {
        JitMethod method = Assert.Single(Parse(Good));
        Assert.Equal(("N.Model+Kernels`1[ModelGen.CompilerServices.Lanes8]", "Gates", "FullOpts"), (method.Type, method.Name, method.Tier));
        Assert.Equal("Lanes8", KernelRules.Lanes(method));
        Assert.Equal(new JitInstruction("ret", string.Empty), method.Instructions[^1]);

        JitLoop loop = Assert.Single(method.InnermostLoops());
        Assert.Equal(7, loop.Instructions.Count);
        Assert.Empty(loop.StackStores);
        Assert.True(loop.ComputesFloats);
    }

    [Fact]
    public void CountsBytesLoopsSpillsAndCalls()
    {
        // The outer loop's store to the frame counts, the prologue's does not; the loops read the stack three times.
        Assert.Equal([new KernelCost("Model.Gates(Lanes8)", 80, 7, 1, 3, 0)], KernelCost.Of(Parse(Good), ["Lanes8"]));

        // Passes are left out, and frames that rbp does not address.
        Assert.Equal([new KernelCost("Model.Gates(Lanes16)", 33, 9, 1, 0, 1)], KernelCost.Of(Parse(Bad), ["Lanes16"]));
    }

    [Fact]
    public void GoodCodeBreaksNoRule()
    {
        Assert.Empty(KernelRules.NotOptimized(Parse(Good)));
        Assert.Empty(KernelRules.Spills(Parse(Good), ["Lanes8"]));
    }

    [Fact]
    public void FindsWhatIsNotOptimized()
        => Assert.Equal(["N.Model+Passes`2[ModelGen.CompilerServices.Lanes16,ModelGen.CompilerServices.Lanes8]:Predict is compiled as MinOpts"], KernelRules.NotOptimized(Parse(Bad)));

    [Fact]
    public void FindsSpillsAndCallsOfTheTiersAskedFor()
    {
        // The store through rbp is no spill: the frame is addressed by rsp. Calls of passes are their work.
        Assert.Equal(
            [
                "N.Model+Kernels`1[ModelGen.CompilerServices.Lanes16]:Gates stores 1 times to the stack in a loop of 3 instructions, first: vmovups zmmword ptr [rsp+0x40], zmm0",
                "N.Model+Kernels`1[ModelGen.CompilerServices.Lanes16]:Gates calls from a loop of 3 instructions: call [ModelGen.CompilerServices.VectorMath:Exp(float):float]",
            ],
            KernelRules.Spills(Parse(Bad), ["Lanes16", "Lanes1"]));
        Assert.Empty(KernelRules.Spills(Parse(Bad), ["Lanes8"]));
    }

    private static List<JitMethod> Parse(string listing) => JitMethod.Parse(listing.Split('\n').Select(l => l.TrimEnd('\r')));
}
