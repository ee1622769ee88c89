// Read by a layer far below, or returned.
[Model(Features = 8, MaxTimesteps = 50)]
[Lstm(16, ReturnSequences = true, Name = "slow")]
[Lstm(16, ReturnSequences = true, Name = "fast", From = "input")]
[Dense(1, Name = "alarm", Output = true)]
[Gru(6, ReturnSequences = true, From = "fast")]
[Multiply(From = "slow, fast")]
[Dense(4, From = "gru, multiply")]
public sealed partial class Reader;
