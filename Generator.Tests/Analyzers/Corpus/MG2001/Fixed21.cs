using System;

public static class Both
{
    public static float[] Run(float[] x, int[] lengths, int timesteps)
    {
        int outputs = lengths.Length * timesteps;
        float[] onward = new float[outputs * Onward.Outputs];
        float[] back = new float[outputs * Back.Outputs];
        new Onward(Onward.Weights.Create(1), lengths.Length).Predict(x, lengths, onward);
        new Back(Back.Weights.Create(2), lengths.Length).Predict(x, lengths, back);
        Sequence.Reverse<float>(back, lengths, timesteps: back.Length / (lengths.Length * Back.Outputs));
        float[] both = new float[onward.Length + back.Length];
        Sequence.Merge(onward, back, Onward.Outputs, Back.Outputs, MergeMode.Concat, both);
        return both;
    }
}

[Model(Features = 3, MaxTimesteps = 20)]
[Lstm(8, ReturnSequences = true)]
public sealed partial class Onward;

[Model(Features = 3, MaxTimesteps = 20)]
[Lstm(8, ReturnSequences = true, GoBackwards = true)]
public sealed partial class Back;
