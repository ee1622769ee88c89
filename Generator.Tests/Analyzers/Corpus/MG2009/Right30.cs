using System.Collections.Generic;
public class World
{
    readonly Dictionary<int, Pol> minds = new(); readonly Pol.Weights w = Pol.Weights.Create(1);
    public void Tick(Dictionary<int, float[]> obs, Dictionary<int, float[]> act)
    {
        foreach (var (id, o) in obs)
        {
            if (!minds.TryGetValue(id, out var p)) minds[id] = p = new Pol(w);
            p.Step(o, act[id]);
        }
    }
}

[Model(Features = 4, Streaming = true)]
[Gru(8)]
[Dense(2)]
public sealed partial class Pol;
