// A layer of the opposite direction where there is no first one.
[Model(MaxTimesteps = 50)]
[Embedding(60, 12)]
[Lstm(8, ReturnSequences = true)]
[BackwardLayer] // MG0005
[Gru(8, ReturnSequences = true)]
[Bidirectional]
[SimpleRnn(8)]
[BackwardLayer]
[SimpleRnn(8, GoBackwards = true)] // MG0005
public sealed partial class Halves;

[Model(Features = 4, MaxTimesteps = 50)]
[Bidirectional]
[SimpleRnn(8, ReturnSequences = true)]
[BackwardLayer] // MG0005
[Dense(8)]
public sealed partial class Half;
