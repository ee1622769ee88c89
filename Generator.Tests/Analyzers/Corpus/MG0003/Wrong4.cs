// Timesteps that nobody counted, a row that is none, and a path for one of two directions.
[Model(Features = 3, MaxTimesteps = 40)]
[Dense(6, Name = "all")]
[RepeatVector(8)] // MG0003
[Flatten]
[Dense(2)]
public sealed partial class Repeated;

[Model(Features = 3, MaxTimesteps = 40)]
[Dense(6)]
[Bidirectional(Merge = MergeMode.None)]
[Gru(5, ReturnSequences = true, From = "input")] // MG0003
[Flatten] // MG0003, MG0003
[Dense(2)]
public sealed partial class Flat;
