[Model(Features = 10, MaxTimesteps = 20)]
[Bidirectional]
[Lstm(16, ReturnSequences = false)]
[Dense(3)]
[Budget(
    WeightBytes = 1_000_000,
    StateBytes = 255)] // MG4001
public sealed partial class Words;
