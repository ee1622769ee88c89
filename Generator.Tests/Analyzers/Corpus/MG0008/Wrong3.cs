namespace Audio;

[Model(Streaming = true)]
[Embedding(90, 7)]
[SimpleRnn(8, ReturnSequences = true)]
[GlobalMaxPooling1D] // MG0008
[Dense(2)]
internal sealed partial class Pooled;
