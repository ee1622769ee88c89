[Model(Features = 8, MaxTimesteps = 20)]
[Bidirectional]
[Lstm(24, GoBackwards = false, ReturnSequences = true)]
[BackwardLayer]
[Gru(12, ReturnSequences = true)]
[Lstm(4, GoBackwards = true)]
public sealed partial class Mixed;
