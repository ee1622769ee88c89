// Ids come first.
[Model(MaxTimesteps = 50)]
[Input(1, Name = "words")]
[Embedding(1000, 16)]
[Input(8, Name = "audio")]
[Lstm(32, From = "audio, embedding")]
public sealed partial class Mixed;
