public static class P
{
    public static float[] Run(Fw fw, Bw bw, float[] x)
    {
        var o = new float[2][];
        o[0] = new float[120]; o[1] = new float[120];
        fw.Predict(x, o[0]); bw.Predict(x, o[1]);
        var y = new float[120];
        for (int i = 0; i < 120; i++) y[i] = o[0][i] + o[1][i]; // MG2001
        return y;
    }
}

[Model(Features = 4, MaxTimesteps = 30)]
[Lstm(6, ReturnSequences = true)]
public sealed partial class Fw;

[Model(Features = 4, MaxTimesteps = 30)]
[Lstm(6, ReturnSequences = true, GoBackwards = true)]
public sealed partial class Bw;
