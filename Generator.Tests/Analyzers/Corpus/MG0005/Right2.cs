// Wrapper after wrapper, each with its layer.
[Model(MaxTimesteps = 20), Embedding(30, 4), Bidirectional, Gru(4, ReturnSequences = true), Bidirectional(Merge = MergeMode.Mul), Lstm(8, ReturnSequences = true), Dropout(0.1), Bidirectional, SimpleRnn(3)]
public sealed partial class Tower;
