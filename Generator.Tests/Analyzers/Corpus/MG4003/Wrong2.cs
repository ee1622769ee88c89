[Model(Features = 2, Streaming = true)]
[Lstm(8)]
[Dense(1)]
public sealed partial class Gain;

public sealed class Follower
{
    private readonly Gain _model = new(Gain.Weights.Create(seed: 3));

    public float Position { get; private set; }

    // The engine's: once per frame.
    public void FixedUpdate()
    {
        Think(1f, Position);
    }

    private void Think(float target, float own)
    {
        var y = new float[Gain.Outputs]; // MG4003
        _model.Step(new[] { target, own }, y); // MG4003
        Position += y[0];
    }
}
