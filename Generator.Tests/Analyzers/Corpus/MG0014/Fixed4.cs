// Joined under a name that nothing reads, behind dropout too.
[Model(Features = 6, Streaming = true)]
[Gru(6, ReturnSequences = true)]
[Add(From = "gru, input")]
[Dropout(0.1)]
[Dense(2)]
public sealed partial class Skipped;
