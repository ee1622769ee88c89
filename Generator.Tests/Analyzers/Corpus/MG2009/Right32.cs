public class Fx
{
    readonly Pol p = new(Pol.Weights.Create(1)); readonly float[] m = new float[1];
    public void Process(float[][] channels)
    {
        for (int i = 0; i < channels[0].Length; i++)
        {
            m[0] = 0;
            for (int ch = 0; ch < channels.Length; ch++) m[0] += channels[ch][i];
            p.Step(m, m);
            for (int ch = 0; ch < channels.Length; ch++) channels[ch][i] = m[0];
        }
    }
}

[Model(Features = 1, Streaming = true)]
[Gru(8)]
[Dense(1)]
public sealed partial class Pol;
