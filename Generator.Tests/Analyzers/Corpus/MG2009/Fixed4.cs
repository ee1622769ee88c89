using System;

[Model(Features = 2, Streaming = true)]
[Lstm(8)]
[Dense(1)]
public sealed partial class Mind;

public sealed class Stereo(Mind model)
{
    private readonly ModelState _left = Mind.CreateState();
    private readonly ModelState _right = Mind.CreateState();

    public void Process(float[] left, float[] right, float[] y, Span<float> leftOut, Span<float> rightOut)
    {
        for (int i = 0; i < left.Length / 2; i++)
        {
            model.Step(_left, left.AsSpan(2 * i, 2), y);
            leftOut[i] = y[0];
            model.Step(_right, right.AsSpan(2 * i, 2), y);
            rightOut[i] = y[0];
        }
    }

    public void Channels(float[][] channels, int frames, float[][] outputs)
    {
        var states = new ModelState[channels.Length];
        for (int channel = 0; channel < channels.Length; channel++)
        {
            states[channel] = Mind.CreateState();
        }

        for (int frame = 0; frame < frames; frame++)
        {
            for (int channel = 0; channel < channels.Length; channel++)
            {
                model.Step(states[channel], channels[channel].AsSpan(2 * frame, 2), outputs[channel].AsSpan(frame, 1));
            }
        }
    }
}
