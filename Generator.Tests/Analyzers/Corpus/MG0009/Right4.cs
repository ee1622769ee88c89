// A mask from one of several inputs, for layers that all come of it.
[Model(MaxTimesteps = 50)]
[Input(1, Name = "words")]
[Embedding(1000, 16, MaskZero = true)]
[Input(3, Name = "audio")]
[Dense(4)]
[Lstm(8, ReturnSequences = true, From = "embedding, dense")]
[Bidirectional(From = "lstm, audio")]
[Gru(4)]
[Dense(2)]
public sealed partial class Told;
