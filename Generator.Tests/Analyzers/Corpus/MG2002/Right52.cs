using System;
using System.Linq;

public static class P
{
    public static void Run(Onward m, byte[] file, float[] y)
    {
        float[] x = new float[60];
        for (int i = 0; i < 60; i++)
        {
            byte[] four = file[(i * 4)..(i * 4 + 4)];
            Array.Reverse(four);
            x[i] = BitConverter.ToSingle(four);
        }
        m.Predict(x, y);
    }
}

[Model(Features = 3, MaxTimesteps = 20)]
[Lstm(8, ReturnSequences = true)]
public sealed partial class Onward;
