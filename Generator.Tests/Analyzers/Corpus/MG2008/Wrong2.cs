using System.Collections.Generic;

[Model(Features = 2, Streaming = true)]
[Lstm(8)]
[Dense(1)]
public sealed partial class Gain;

public sealed class Follower(Gain model)
{
    private readonly float[] _y = new float[1];

    public List<float> Follow(IEnumerable<float[]> frames)
    {
        var gains = new List<float>();
        foreach (float[] frame in frames)
        {
            gains.Add(Next(frame));
        }

        return gains;
    }

    private float Next(float[] frame)
    {
        model.ResetState(); // MG2008
        model.Step(frame, _y);
        return _y[0];
    }
}
