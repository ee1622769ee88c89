[Model(MaxTimesteps = 12, Streaming = false)]
[Embedding(90, 7)]
[SimpleRnn(8, ReturnSequences = true)]
[GlobalMaxPooling1D]
[Dense(2)]
internal sealed partial class Pooled;
