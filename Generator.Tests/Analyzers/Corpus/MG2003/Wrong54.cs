using System;

public static class P
{
    public static float[] Go(Bi m, float[] x)
    {
        var y = new float[320];
        var e = new float[16];
        m.Predict(x, y);
        Buffer.BlockCopy(y, 4 * 304, e, 0, 64); // MG2003
        return e;
    }
}

[Model(Features = 3, MaxTimesteps = 20)]
[Bidirectional]
[Lstm(8, ReturnSequences = true)]
public sealed partial class Bi;
