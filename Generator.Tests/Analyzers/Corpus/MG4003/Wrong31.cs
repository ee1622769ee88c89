using System;

var p = new Pol(Pol.Weights.Create(1));
while (true)
{
    var y = new float[2]; // MG4003
    p.Step(new float[] { 1, 2, 3, 4 }, y);
    Console.WriteLine(y[0]);
}

[Model(Features = 4, Streaming = true)]
[Gru(8)]
[Dense(2)]
public sealed partial class Pol;
