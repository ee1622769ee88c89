// Inputs in an order that no Predict can have.
[Model(MaxTimesteps = 50)]
[Input(8, Name = "audio")]
[Input(1, Name = "words")] // MG0009
[Embedding(1000, 16)]
[Lstm(32, From = "audio, embedding")]
public sealed partial class Mixed;
