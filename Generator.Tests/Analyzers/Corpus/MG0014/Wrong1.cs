namespace Sensors;

// Two branches, of which the first was forgotten.
[Model(Features = 8, MaxTimesteps = 50)]
[Lstm(16, ReturnSequences = true, Name = "slow")] // MG0014
[Lstm(16, ReturnSequences = true, Name = "fast", From = "input")]
[Dense(4)]
public sealed partial class Reader;
