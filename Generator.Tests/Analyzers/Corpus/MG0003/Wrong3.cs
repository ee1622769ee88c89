using System;

// Several outputs: rows beside sequences, and losses without one.
[Model(MaxTimesteps = 64)]
[Input(20, Name = "audio")]
[Gru(32, ReturnSequences = true)]
[Dense(1, Name = "voice", Activation = Activation.Sigmoid, Output = true)] // MG0003
[Lstm(12, Name = "last", From = "gru")]
[Dense(4, Name = "speaker")]
[Loss(LossKind.BinaryCrossentropy, Output = "voise")] // MG0003
[Loss(LossKind.MeanSquaredError)] // MG0003
public sealed partial class Diarizer
{
    public void Hear(ReadOnlySpan<float> audio, Span<float> voice, Span<float> speaker) => Predict(audio, voice, speaker);
}
