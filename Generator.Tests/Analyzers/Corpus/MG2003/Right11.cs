// The forward layer on top has read the whole sequence when it comes to its end.
[Model(Features = 3, MaxTimesteps = 20)]
[Bidirectional]
[Lstm(8, ReturnSequences = true)]
[Gru(6, ReturnSequences = true)]
[LastTimestep]
[Dense(4)]
public sealed partial class Encoder;
