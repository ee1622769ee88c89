// Both directions are outputs of the model, and so is the last layer; a chain reads itself.
[Model(Features = 8, MaxTimesteps = 50)]
[Bidirectional(Merge = MergeMode.None, Name = "ways", Output = true)]
[SimpleRnn(6)]
[Gru(6, From = "input")]
public sealed partial class Machine;

[Model(Features = 8, MaxTimesteps = 50), Dense(5), Dropout(0.1), Lstm(4)]
public sealed partial class Chain;
