[Model(Features = 8, MaxTimesteps = 20)]
[Bidirectional]
[Gru(24, ReturnSequences = true)]
[Dense(7)]
[Activation(Activation.Softmax)]
[Loss(LossKind.SparseCategoricalCrossentropy, FromLogits = false)]
public sealed partial class Tags;
