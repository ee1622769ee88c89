using System;

public static class Restored
{
    // In place, and put back after the model has read it.
    public static void Run(Onward backward, float[] x, int[] lengths, int timesteps, float[] y)
    {
        Sequence.Reverse<float>(x, lengths, timesteps);
        backward.Predict(x, lengths, y);
        Sequence.Reverse<float>(x, lengths, timesteps);
        Sequence.Reverse<float>(y, lengths, timesteps);
    }
}

[Model(Features = 3, MaxTimesteps = 20)]
[Lstm(8, ReturnSequences = true)]
public sealed partial class Onward;
