// Nothing said, nothing limited; two directions with h and c of 16.
[Model(Features = 10, MaxTimesteps = 20)]
[Bidirectional]
[Lstm(16)]
[Dense(3)]
[Budget(StateBytes = 256)]
public sealed partial class Words;
