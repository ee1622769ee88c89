using System;
using System.Collections.Generic;

[Model(Features = 2, Streaming = true)]
[Lstm(8)]
[Dense(1)]
public sealed partial class Gain;

public class Sessions
{
    private readonly Gain _model = new(Gain.Weights.Create());
    private readonly float[] _y = new float[1];
    private ModelState? _state;

    // Reset where a game begins, not on every path.
    public void Update(float[] x, bool isNew)
    {
        if (isNew)
        {
            _model.ResetState();
        }

        _model.Step(x, _y);
    }

    public void Draw(float[] x)
    {
        _state ??= Gain.CreateState();
        _model.Step(_state, x, _y);
    }

    // What each single timestep leaves in the state is what is wanted.
    public float[][] Encode(float[][] words)
    {
        var codes = new List<float[]>();
        foreach (float[] word in words)
        {
            _model.ResetState();
            _model.Step(word, _y);
            float[] code = new float[_model.State.Length];
            _model.State.CopyTo(code);
            codes.Add(code);
        }

        return codes.ToArray();
    }

    public void Warm()
    {
        _model.Step(Gain.CreateState(), new float[2], _y);
    }
}
