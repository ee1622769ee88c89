using System;

// Values or ids? Features stands beside an embedding, and beside inputs.
[Model(Features = Tagger.Width, MaxTimesteps = 50)] // MG0009
[Embedding(1000, Tagger.Width)]
[Lstm(32)]
public sealed partial class Tagger
{
    private const int Width = 16;

    public static Tagger Load(string path) => new(Weights.Load(path));

    public void Tag(ReadOnlySpan<int> words, Span<float> scores) => Predict(words, scores);
}

[Model(MaxTimesteps = 50, Features = 12)] // MG0009
[Input(8, Name = "audio")]
[Input(4, Name = "motion")]
[Gru(6, From = "audio, motion")]
public sealed partial class Joined;
