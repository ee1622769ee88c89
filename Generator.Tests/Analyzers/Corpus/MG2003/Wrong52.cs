using System;

public static class P
{
    public static void Embed(Bi m, float[] x, float[] summary)
    {
        float[] y = new float[320];
        m.Predict(x, y);
        Buffer.BlockCopy(y, 19 * 16 * sizeof(float), summary, 0, 16 * sizeof(float)); // MG2003
    }
}

[Model(Features = 3, MaxTimesteps = 20)]
[Bidirectional]
[Lstm(8, ReturnSequences = true)]
public sealed partial class Bi;
