using System;

// Names of generated members.
[Model(Features = 3, Streaming = true)]
[Gru(8)]
[Dense(2)]
public sealed partial class Step // MG0006
{
    private float[]? _scratch; // MG0006

    public int Outputs => 2; // MG0006

    public enum State // MG0006
    {
        Idle,
        Running,
    }

    public Span<float> Room() => _scratch ??= new float[Outputs];
}

[Model(Features = 3, Streaming = true)]
[Gru(8, Name = "gru", ReturnSequences = true)]
[Dense(2, Name = "input", From = "gru, input")] // MG0006
public sealed partial class Loop;
