using System;
using System.Collections.Generic;

public class R(Pol p)
{
    void Begin() { p.ResetState(); }
    public void Run(List<List<float[]>> songs)
    {
        var y = new float[2];
        songs.ForEach(song => { Begin(); foreach (var f in song) p.Step(f, y); Console.WriteLine(y[1]); });
    }
}

[Model(Features = 4, Streaming = true)]
[Gru(8)]
[Dense(2)]
public sealed partial class Pol;
