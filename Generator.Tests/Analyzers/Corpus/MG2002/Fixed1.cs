using System;

public static class Once
{
    // GoBackwards reverses what has been reversed.
    public static void Run(Back back, float[] x, int[] lengths, int timesteps, float[] y)
    {
        float[] reversed = new float[x.Length];
        Sequence.Reverse<float>(x, reversed, lengths, timesteps);
        back.Predict(reversed, lengths, y);
    }
}

[Model(Features = 3, MaxTimesteps = 20)]
[Lstm(8, ReturnSequences = true)]
public sealed partial class Onward;

[Model(Features = 3, MaxTimesteps = 20)]
[Lstm(8, ReturnSequences = true)]
public sealed partial class Back;
