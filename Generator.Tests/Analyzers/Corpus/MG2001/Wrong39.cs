using System;

public interface IMix { void Mix(ReadOnlySpan<float> a, ReadOnlySpan<float> b, Span<float> y); }
public sealed class Adder : IMix
{
    public void Mix(ReadOnlySpan<float> a, ReadOnlySpan<float> b, Span<float> y) { for (int i = 0; i < y.Length; i++) y[i] = a[i] + b[i]; }
}
public static class P
{
    static readonly Adder adder = new();
    public static void Run(Fw fw, Bw bw, float[] x, float[] y)
    {
        Span<float> a = new float[120], b = new float[120];
        fw.Predict(x, a); bw.Predict(x, b);
        adder.Mix(a, b, y); // MG2001
    }
}

[Model(Features = 4, MaxTimesteps = 30)]
[Lstm(6, ReturnSequences = true)]
public sealed partial class Fw;

[Model(Features = 4, MaxTimesteps = 30)]
[Lstm(6, ReturnSequences = true, GoBackwards = true)]
public sealed partial class Bw;
