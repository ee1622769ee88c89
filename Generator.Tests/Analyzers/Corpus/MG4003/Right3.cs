[Model(Features = 2, Streaming = true)]
[Lstm(8)]
[Dense(1)]
public sealed partial class Gain;

public sealed class Follower
{
    private readonly Gain _model = new(Gain.Weights.Create(seed: 3));
    private readonly float[] _seen = new float[2];
    private readonly float[] _done = new float[1];
    private float[]? _last;

    public void Update()
    {
        _seen[0] = _done[0];
        _model.Step(_seen, _done);
        if (_done[0] > 100)
        {
            Restart();
        }
    }

    public void Update(string[] names)
    {
        float[] y = new float[1];
        _model.Step(new float[names.Length], y);
        _last = y;
    }

    // Now and then.
    private void Restart()
    {
        _model.ResetState();
        _model.Step(new float[2], new float[1]);
    }
}
