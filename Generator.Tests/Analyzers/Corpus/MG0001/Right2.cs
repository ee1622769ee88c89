using System;

// A class with a base class, an interface, members and a second part; the class that uses it is an ordinary one.
public abstract class Detector
{
    protected Detector(int version = 1) => Version = version;

    public int Version { get; }
}

[Model(Features = 6, MaxTimesteps = 25)]
[Gru(16)]
[Dense(3)]
public sealed partial class Gestures : Detector, IDisposable
{
    public void Dispose() => ResetState();
}

public sealed partial class Gestures
{
    public static Gestures Fresh(ulong seed) => new(Weights.Create(seed));
}

public abstract class Screen<T>
{
    private readonly Gestures _gestures = Gestures.Fresh(seed: 7);

    public void Read(ReadOnlySpan<float> samples, Span<float> scores) => _gestures.Predict(samples, scores);

    protected abstract T Show(float[] scores);
}
