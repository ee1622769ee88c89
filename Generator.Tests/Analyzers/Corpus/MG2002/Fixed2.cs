using System;

public static class Whole
{
    public static void Run(Onward onward, Back back, float[] x, int[] lengths, float[] merged)
    {
        int rows = lengths.Length;
        float[] f = new float[rows * 20 * 8];
        float[] b = new float[rows * 20 * 8];
        onward.Predict(x, lengths, f);
        back.Predict(x, lengths, b);
        Sequence.Reverse<float>(b, lengths, timesteps: b.Length / (lengths.Length * Back.Outputs));
        Sequence.Merge(f, b, 8, 8, MergeMode.Concat, merged);
    }
}

[Model(Features = 3, MaxTimesteps = 20)]
[Lstm(8, ReturnSequences = true)]
public sealed partial class Onward;

[Model(Features = 3, MaxTimesteps = 20)]
[Lstm(8, ReturnSequences = true, GoBackwards = true)]
public sealed partial class Back;
