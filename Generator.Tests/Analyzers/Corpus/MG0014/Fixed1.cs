namespace Sensors;

// Two branches, of which the first was forgotten.
[Model(Features = 8, MaxTimesteps = 50)]
[Lstm(16, ReturnSequences = true, Name = "slow")]
[Lstm(16, ReturnSequences = true, Name = "fast", From = "input")]
[Dense(4, From = "slow, fast")]
public sealed partial class Reader;
