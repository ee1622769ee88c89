using System;
using System.Collections.Generic;

[Model(Features = 2, Streaming = true)]
[Lstm(8)]
[Dense(1)]
public sealed partial class Mind;

public sealed class Evaluation(Mind policy)
{
    private readonly float[] _y = new float[1];

    public void Episodes(float[][][] episodes)
    {
        foreach (float[][] episode in episodes)
        {
            Begin();
            foreach (float[] x in episode)
            {
                policy.Step(x, _y);
            }
        }
    }

    // A new game begins where one ends.
    public void Games(int games, Func<float[]> next, Func<bool> isOver)
    {
        for (int game = 0; game < games; game++)
        {
            while (true)
            {
                policy.Step(next(), _y);
                if (isOver())
                {
                    policy.State.Reset();
                    break;
                }
            }
        }
    }

    public static void Fresh(Mind.Weights weights, float[][][] songs, float[] y)
    {
        foreach (float[][] song in songs)
        {
            var model = new Mind(weights);
            foreach (float[] beat in song)
            {
                model.Step(beat, y);
            }
        }
    }

    private void Begin() => policy.ResetState();
}
