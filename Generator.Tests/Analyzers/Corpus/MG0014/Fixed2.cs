using System;

// Of three inputs one is read by nothing, and what reads the second is read by nothing.
[Model(MaxTimesteps = 50)]
[Input(1, Name = "words")]
[Embedding(100, 8)]
[Input(4, Name = "motion")]
[Input(40, Name = "audio")]
[Bidirectional(Merge = MergeMode.Sum, Name = "heard")]
[Gru(12, ReturnSequences = true)]
[Lstm(16, From = "embedding, heard, motion")]
[Dense(3)]
[Loss(LossKind.SparseCategoricalCrossentropy, FromLogits = true)]
public sealed partial class Intent
{
    public string Choose(ReadOnlySpan<float> scores) => scores[0] > 0 ? "yes" : "no";
}
