// Joined under a name that nothing reads, behind dropout too.
[Model(Features = 6, Streaming = true)]
[Gru(6, ReturnSequences = true)]
[Add(From = "gru, input")]
[Dropout(0.1)] // MG0014
[Dense(2, From = "gru")]
public sealed partial class Skipped;
