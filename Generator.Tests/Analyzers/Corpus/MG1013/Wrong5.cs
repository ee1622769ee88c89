using System;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

public static class Refs
{
    [RecurrentCell]
    public static void Update(ReadOnlySpan<float> zi, ReadOnlySpan<float> zf, ReadOnlySpan<float> zg, ReadOnlySpan<float> zo, Span<float> h, Span<float> c)
    {
        ref float pc = ref MemoryMarshal.GetReference(c);
        ref float ph = ref MemoryMarshal.GetReference(h);
        ref float pi = ref MemoryMarshal.GetReference(zi);
        ref float pf = ref MemoryMarshal.GetReference(zf);
        ref float pg = ref MemoryMarshal.GetReference(zg);
        ref float po = ref MemoryMarshal.GetReference(zo);
        for (nuint j = 0; j < (nuint)c.Length; j += (nuint)Vector256<float>.Count)
        {
            var cn = Sig(Vector256.LoadUnsafe(ref pf, j)) * Vector256.LoadUnsafe(ref pc, j) + Sig(Vector256.LoadUnsafe(ref pi, j)) * Tanh(Vector256.LoadUnsafe(ref pg, j));
            var hn = Sig(Vector256.LoadUnsafe(ref po, j)) * Tanh(cn);
            hn.StoreUnsafe(ref pc, j); // MG1013
            cn.StoreUnsafe(ref ph, j);
        }
    }

    static Vector256<float> Sig(Vector256<float> v) => Vector256<float>.One / (Vector256<float>.One + Vector256.Exp(-v));
    static Vector256<float> Tanh(Vector256<float> v) => Sig(v + v) * 2f - Vector256<float>.One;
}
