using System;

// Modifiers that no model can have.
[Model(Features = 6, Streaming = true)]
[Gru(16)]
[Dense(3)]
public partial class Gestures
{
    public virtual float Threshold => 0.5f;
}

[Model(MaxTimesteps = 40)]
[Embedding(100, 8)]
[SimpleRnn(8)]
sealed partial class Words;

internal static partial class Tools
{
    [Obsolete("Use Gestures.")]
    [Model(Features = 2, MaxTimesteps = 12)]
    [Dense(4)]
    [GlobalMaxPooling1D]
    internal partial class Peaks
    {
    }
}
