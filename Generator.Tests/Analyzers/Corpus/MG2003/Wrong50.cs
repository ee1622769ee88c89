public static class P
{
    public static void Embed(Bi m, float[] x, float[] summary)
    {
        float[] y = new float[320];
        m.Predict(x, y);
        for (int u = 0; u < 16; u++)
        {
            summary[u] = y[19 * 16 + u]; // MG2003
        }
    }
}

[Model(Features = 3, MaxTimesteps = 20)]
[Bidirectional]
[Lstm(8, ReturnSequences = true)]
public sealed partial class Bi;
