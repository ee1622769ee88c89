// As many timesteps for all, and a mask that stands first.
[Model(Features = 3, Timesteps = 40)]
[Masking(-1)]
[Dense(6, Name = "all")]
[GlobalAveragePooling1D]
[RepeatVector(8, Name = "copies")]
[Lstm(6, ReturnSequences = true)]
[Multiply(From = "copies, lstm")]
[Flatten]
[Dense(2)]
public sealed partial class Repeated;

[Model(Features = 3, Timesteps = 40)]
[Bidirectional(Merge = MergeMode.None, Name = "ways")]
[Gru(5, ReturnSequences = true)]
[Add(From = "ways.forward, ways.backward")]
[Flatten]
[Dense(2)]
public sealed partial class Flat;
