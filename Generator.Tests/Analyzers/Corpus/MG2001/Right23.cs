using System;

public static class ByHand
{
    // The loop goes backwards, the outputs go where their timestep is.
    public static void Run(Ahead ahead, Behind behind, float[] x, int timesteps, float[] merged)
    {
        for (int t = 0; t < timesteps; t++)
        {
            ahead.Step(x.AsSpan(t * 3, 3), merged.AsSpan(t * 16, 8));
        }

        for (int t = timesteps - 1; t >= 0; t--)
        {
            behind.Step(x.AsSpan(t * 3, 3), merged.AsSpan((t * 16) + 8, 8));
        }
    }
}

[Model(Features = 3, Streaming = true)]
[Gru(8)]
public sealed partial class Ahead;

[Model(Features = 3, Streaming = true)]
[Gru(8)]
public sealed partial class Behind;
