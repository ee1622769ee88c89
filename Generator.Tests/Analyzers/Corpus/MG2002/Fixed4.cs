using System;

public static class Inputs
{
    // Padding comes first in what the lengths count from the front.
    public static void Run(Onward onward, float[] x, int[] lengths, int timesteps, float[] y)
    {
        var turned = new float[x.Length];
        Sequence.Reverse<float>(x, turned, lengths, timesteps);
        onward.Predict(turned, lengths, y);
        Sequence.Reverse<float>(y, lengths, timesteps);
    }
}

[Model(Features = 3, MaxTimesteps = 20)]
[Lstm(8, ReturnSequences = true)]
public sealed partial class Onward;
