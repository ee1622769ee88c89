public class Enemy
{
    readonly Pol brain; readonly float[] y = new float[2]; readonly float[] x = new float[4];
    public Enemy(Pol.Weights w) => brain = new Pol(w);
    ModelState Fresh() => Pol.CreateState();
    public void _Process(double delta)
    {
        var s = Fresh(); // MG2008
        brain.Step(s, x, y);
    }
}

[Model(Features = 4, Streaming = true)]
[Gru(8)]
[Dense(2)]
public sealed partial class Pol;
