using System;

// Names of no generated member.
[Model(Features = 3, Streaming = true)]
[Gru(8)]
[Dense(2)]
public sealed partial class Stepper
{
    private float[]? _room;

    public int Results => 2;

    public enum Phase
    {
        Idle,
        Running,
    }

    public Span<float> Room() => _room ??= new float[Results];
}

[Model(Features = 3, Streaming = true)]
[Gru(8, Name = "gru", ReturnSequences = true)]
[Dense(2, Name = "head", From = "gru, input")]
public sealed partial class Loop;
