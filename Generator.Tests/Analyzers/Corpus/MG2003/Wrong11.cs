[Model(Features = 3, MaxTimesteps = 20)]
[Bidirectional]
[Lstm(8, ReturnSequences = true)]
[Dropout(0.2)]
[LastTimestep] // MG2003
[Dense(4)]
public sealed partial class Encoder;
