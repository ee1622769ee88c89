using System;

[Model(Features = 2, Streaming = true)]
[Lstm(8)]
[Dense(1)]
public sealed partial class Mind;

public sealed class Streams(Mind left, Mind right)
{
    public void Process(float[] l, float[] r, float[] y, Span<float> outputs)
    {
        for (int i = 0; i < l.Length / 2; i++)
        {
            left.Step(l.AsSpan(2 * i, 2), y);
            right.Step(r.AsSpan(2 * i, 2), y);
            outputs[i] = y[0];
        }
    }

    // One stream, in which what is seen and what is done take turns.
    public void Play(float[][] observations, float[][] actions, float[] y, float[] values)
    {
        for (int t = 0; t < observations.Length; t++)
        {
            left.Step(observations[t], y);
            values[t] = y[0];
            left.Step(actions[t], y);
        }
    }

    // One stream in two halves.
    public void Unrolled(float[] x, Span<float> y)
    {
        for (int t = 0; t + 1 < x.Length / 2; t += 2)
        {
            left.Step(x.AsSpan(2 * t, 2), y.Slice(t, 1));
            left.Step(x.AsSpan((2 * t) + 2, 2), y.Slice(t + 1, 1));
        }
    }

    public void Frames(float[][] channel, float[] y, float[] output)
    {
        for (int i = 0; i < channel.Length; i++)
        {
            left.Step(channel[i], y);
            output[i] = y[0];
        }
    }
}
