// The second layer stands below a last output, but reads the input.
[Model(Features = 9, MaxTimesteps = 60)]
[Lstm(12, Name = "slow")]
[Gru(12, Name = "fast", From = "input")]
[Bidirectional(From = "input", Merge = MergeMode.Sum)]
[Lstm(12)]
[Add(From = "slow, fast, bidirectional")]
[Dense(2)]
public sealed partial class Parallel;
