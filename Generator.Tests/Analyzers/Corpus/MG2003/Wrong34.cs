using System.Linq;

public static class P
{
    public static float[] Run(Bi bi, float[] x)
    {
        var o = new float[20 * Bi.Outputs];
        bi.Predict(x, o);
        return o.Chunk(Bi.Outputs).Last(); // MG2003
    }
}

[Model(Features = 4, MaxTimesteps = 30)]
[Bidirectional]
[Gru(5, ReturnSequences = true)]
public sealed partial class Bi;
