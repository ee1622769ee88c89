using System;
using System.Linq;

public static class P
{
    public static int[] Run(Fw fw, float[] x, int[] len, float[] y)
    {
        fw.Predict(x, len, y);
        int[] order = Enumerable.Range(0, len.Length).OrderBy(i => len[i]).ToArray();
        Array.Reverse(order);
        Array.Reverse(order);
        return order;
    }
}

[Model(Features = 4, MaxTimesteps = 30)]
[Gru(6, ReturnSequences = true)]
public sealed partial class Fw;
