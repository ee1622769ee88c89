using System;
public class Fx
{
    readonly Pol p = new(Pol.Weights.Create(1));
    public void Process(float[][] channels)
    {
        for (int i = 0; i < channels[0].Length; i++)
            for (int ch = 0; ch < channels.Length; ch++)
                p.Step(channels[ch].AsSpan(i, 1), channels[ch].AsSpan(i, 1)); // MG2009
    }
}

[Model(Features = 1, Streaming = true)]
[Gru(8)]
[Dense(1)]
public sealed partial class Pol;
