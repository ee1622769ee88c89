using System;

// An embedding says it by being first, whatever attribute is written before it.
[Embedding(1000, 16, MaskZero = true), Lstm(32)]
[Loss(LossKind.MeanSquaredError)]
[Model(MaxTimesteps = 50)]
public sealed partial class Tagger
{
    public void Tag(ReadOnlySpan<int> words, Span<float> scores) => Predict(words, scores);
}

[Dropout(0.1), Dense(4)]
[Model(Features = 1, Timesteps = 5)]
[Flatten]
public sealed partial class Values
{
    public void Read(ReadOnlySpan<float> samples, Span<float> scores) => Predict(samples, scores);
}
