using System;

// No option brings back the timesteps that a layer has made one row of.
public partial struct Machine
{
    private Wear? _wear;

    [Model(Features = 3, Timesteps = 50)]
    [Dense(8, Activation = Activation.Tanh)]
    [Flatten]
    [Gru(6)] // MG0002
    [Dense(1)]
    private sealed partial class Wear;

    public void Read(ReadOnlySpan<float> samples, Span<float> wear) => (_wear ??= new(Wear.Weights.Create())).Predict(samples, wear);
}
