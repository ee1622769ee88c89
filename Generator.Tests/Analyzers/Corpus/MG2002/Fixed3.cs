using System;

public static class Flat
{
    public static float[] Run(Back back, float[] x)
    {
        float[] y = new float[20 * Back.Outputs];
        back.Predict(x, y);
        Sequence.Reverse<float>(y, axis: 0, shape: [y.Length / Back.Outputs, Back.Outputs]);
        return y;
    }
}

[Model(Features = 3, MaxTimesteps = 20)]
[Lstm(8, ReturnSequences = true)]
public sealed partial class Onward;

[Model(Features = 3, MaxTimesteps = 20)]
[Lstm(8, ReturnSequences = true, GoBackwards = true)]
public sealed partial class Back;
