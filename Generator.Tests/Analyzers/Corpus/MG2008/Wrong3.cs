[Model(Features = 2, Streaming = true)]
[Lstm(8)]
[Dense(1)]
public sealed partial class Gain;

public class Npc
{
    private readonly Gain _mind = new(Gain.Weights.Create(seed: 1));
    private readonly float[] _seen = new float[2];
    private readonly float[] _done = new float[1];

    // The engine calls it once per frame.
    public void Update()
    {
        Look();
        var memory = Gain.CreateState(); // MG2008
        if (_seen[0] != 0)
        {
            _mind.Step(memory, _seen, _done);
        }
    }

    private void Look() => _seen[0] = 1;
}
