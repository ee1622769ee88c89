using System.Collections.Generic;
using System.Linq;

public class Npc
{
    readonly Pol p = new(Pol.Weights.Create(1)); public float Speed; readonly List<float> obs = [0, 0, 0, 0]; readonly float[] y = new float[2];
    public void Tick() { Sense(); Think(); }
    void Sense() { obs[0] = Speed; }
    void Think()
    {
        p.Step(obs.ToArray(), y); // MG4003
        Speed = y[1];
    }
}

[Model(Features = 4, Streaming = true)]
[Gru(8)]
[Dense(2)]
public sealed partial class Pol;
