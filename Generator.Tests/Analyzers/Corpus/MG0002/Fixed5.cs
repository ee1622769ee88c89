[Model(Features = 4, MaxTimesteps = 30)]
[Bidirectional]
[Lstm(8, Activation = Activation.Relu, ReturnSequences = true)]
[BackwardLayer]
[Gru(5, ReturnSequences = true)]
[Lstm(3)]
public sealed partial class Mixed;
