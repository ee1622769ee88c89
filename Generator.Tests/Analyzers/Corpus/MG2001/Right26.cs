using System;

public static class NewestFirst
{
    // Prices come newest first and are put in time order before the model reads them; the others come in order.
    public static void Run(Onward prices, Onward volumes, float[] newest, float[] inOrder, float[] y)
    {
        Sequence.Reverse<float>(newest, axis: 0, shape: [20, 3]);
        float[] a = new float[160];
        float[] b = new float[160];
        prices.Predict(newest, a);
        volumes.Predict(inOrder, b);
        for (int i = 0; i < 160; i++)
        {
            y[i] = a[i] + b[i];
        }
    }
}

[Model(Features = 3, MaxTimesteps = 20)]
[Lstm(8, ReturnSequences = true)]
public sealed partial class Onward;
