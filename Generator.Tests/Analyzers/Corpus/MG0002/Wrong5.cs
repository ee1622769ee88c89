[Model(Features = 4, MaxTimesteps = 30)]
[Bidirectional]
[Lstm(8, Activation = Activation.Relu)]
[BackwardLayer]
[Gru(5, ReturnSequences = false)]
[Lstm(3)] // MG0002
public sealed partial class Mixed;
