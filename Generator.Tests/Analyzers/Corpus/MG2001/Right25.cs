using System;

public static class Sometimes
{
    // Which of the two is reversed depends on what the caller asks for.
    public static void Run(Onward onward, Back back, float[] x, int[] lengths, bool inTime, float[] y)
    {
        float[] f = new float[lengths.Length * 160];
        float[] b = new float[lengths.Length * 160];
        onward.Predict(x, lengths, f);
        back.Predict(x, lengths, b);
        if (inTime)
        {
            Sequence.Reverse<float>(b, lengths, 20);
        }
        else
        {
            Sequence.Reverse<float>(f, lengths, 20);
        }

        if (inTime)
        {
            Sequence.Merge(f, b, 8, 8, MergeMode.Ave, y);
        }
    }
}

[Model(Features = 3, MaxTimesteps = 20)]
[Lstm(8, ReturnSequences = true)]
public sealed partial class Onward;

[Model(Features = 3, MaxTimesteps = 20)]
[Lstm(8, ReturnSequences = true, GoBackwards = true)]
public sealed partial class Back;
