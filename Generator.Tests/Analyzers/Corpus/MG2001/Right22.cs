using System;

public static class Compare
{
    // One array used for both, one after the other, and outputs side by side rather than merged.
    public static (float[] Forward, float[] Backward) Run(Onward onward, Back back, float[] x, Action<float[]> show)
    {
        float[] f = new float[160];
        float[] b = new float[160];
        onward.Predict(x, f);
        back.Predict(x, b);
        float[] y = new float[160];
        for (int i = 0; i < y.Length; i++)
        {
            y[i] = f[i];
        }

        show(y);
        for (int i = 0; i < y.Length; i++)
        {
            y[i] = b[i];
        }

        show(y);
        float[] blocks = new float[320];
        f.CopyTo(blocks, 0);
        b.CopyTo(blocks, 160);
        return (f, b);
    }
}

[Model(Features = 3, MaxTimesteps = 20)]
[Lstm(8, ReturnSequences = true)]
public sealed partial class Onward;

[Model(Features = 3, MaxTimesteps = 20)]
[Lstm(8, ReturnSequences = true, GoBackwards = true)]
public sealed partial class Back;
