using System;

[Model(Features = 4, MaxTimesteps = 20)]
[Lstm(16)]
[Dropout(0.3)]
[Dense(2)]
[Loss(LossKind.External)]
public sealed partial class Coder;

public sealed class Server : IDisposable
{
    private readonly Coder.Trainer _trainer = new(Coder.Weights.Load("coder.safetensors"), new Adam(1e-3f), batchSize: 8);
    private readonly float[] _states;

    public Server() => _states = new float[8 * Coder.CreateState().Length];

    public ReadOnlySpan<float> Encode(ReadOnlySpan<float> x)
    {
        _trainer.ForwardOnBatch(x, lengths: [], outputs: [], finalStates: _states); // MG2011
        return _states;
    }

    public void Dispose() => _trainer.Dispose();
}
