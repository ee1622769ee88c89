[Model(Streaming = true)] // MG4005
[Embedding(90, 200)]
[Gru(256)]
public sealed partial class Letters;
