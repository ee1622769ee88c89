using System;

// Several outputs: rows beside sequences, and losses without one.
[Model(MaxTimesteps = 64)]
[Input(20, Name = "audio")]
[Gru(32, ReturnSequences = true)]
[Dense(1, Name = "voice", Activation = Activation.Sigmoid, Output = true)]
[Lstm(12, ReturnSequences = true, Name = "last", From = "gru")]
[Dense(4, Name = "speaker")]
[Loss(LossKind.BinaryCrossentropy, Output = "voice")]
[Loss(LossKind.MeanSquaredError, Output = "speaker")]
public sealed partial class Diarizer
{
    public void Hear(ReadOnlySpan<float> audio, Span<float> voice, Span<float> speaker) => Predict(audio, voice, speaker);
}
