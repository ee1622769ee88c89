public static class P
{
    public static void Go(Onward f, Back g, float[] x, float[,] table)
    {
        float[] a = new float[160], b = new float[160];
        f.Predict(x, a);
        g.Predict(x, b);
        for (int i = 0; i < 160; i++) table[0, i] = a[i];
        for (int i = 0; i < 160; i++) table[1, i] = b[i];
    }
}

[Model(Features = 3, MaxTimesteps = 20)]
[Lstm(8, ReturnSequences = true)]
public sealed partial class Onward;

[Model(Features = 3, MaxTimesteps = 20)]
[Lstm(8, ReturnSequences = true, GoBackwards = true)]
public sealed partial class Back;
