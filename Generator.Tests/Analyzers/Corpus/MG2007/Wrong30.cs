using System.Collections.Generic;

public static class P
{
    public static List<float> Run(Pol p, List<List<float[]>> songs)
    {
        var s = Pol.CreateState(); var y = new float[2]; var r = new List<float>();
        foreach (var song in songs)
        {
            foreach (var frame in song) p.Step(s, frame, y); // MG2007
            r.Add(y[0]);
        }
        return r;
    }
}

[Model(Features = 4, Streaming = true)]
[Gru(8)]
[Dense(2)]
public sealed partial class Pol;
