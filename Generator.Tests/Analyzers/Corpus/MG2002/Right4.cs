using System;
using System.Linq;

public static class Full
{
    // A batch takes lengths, but here every row has all of its timesteps.
    public static void Run(Onward onward, float[] x, int rows, float[] y)
    {
        int[] lengths = new int[rows];
        Array.Fill(lengths, 20);
        onward.Predict(x, lengths, y);
        Sequence.Reverse<float>(y, axis: 1, shape: [rows, 20, 8]);
    }

    public static void Again(Onward onward, float[] x, int rows, float[] y)
    {
        int[] lengths = Enumerable.Repeat(20, rows).ToArray();
        var turned = new float[x.Length];
        Sequence.Reverse<float>(x, turned, 1, [rows, 20, 3]);
        onward.Predict(turned, lengths, y);
    }

    public static void Once(Onward onward, float[] x, int rows, float[] y)
    {
        int[] lengths = new int[rows];
        for (int row = 0; row < rows; row++)
        {
            lengths[row] = 20;
        }

        onward.Predict(x, lengths, y);
        Sequence.Reverse<float>(y, 1, [rows, 20, 8]);
    }
}

[Model(Features = 3, MaxTimesteps = 20)]
[Lstm(8, ReturnSequences = true)]
public sealed partial class Onward;
