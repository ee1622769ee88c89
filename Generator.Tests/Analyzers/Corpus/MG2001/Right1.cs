// Backwards twice is in order.
[Model(Features = 8, MaxTimesteps = 20)]
[Lstm(24, GoBackwards = true, ReturnSequences = true)]
[Dense(8, Activation = Activation.Tanh)]
[Lstm(16, GoBackwards = true, ReturnSequences = true)]
[Gru(8, ReturnSequences = true)]
[Dense(3)]
public sealed partial class Twice;
