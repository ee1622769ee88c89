// Gates without a bound, and a cell that is one with its output.
[Model(Features = 8, MaxTimesteps = 50)]
[Bidirectional]
[Gru(16, ReturnSequences = true)]
[BackwardLayer]
[SimpleRnn(16, ReturnSequences = true)]
[GlobalMaxPooling1D]
[Dense(1)]
[Loss(LossKind.MeanSquaredError)]
public sealed partial class Mixed;
