[Model(Features = 8, MaxTimesteps = 20)]
[Bidirectional]
[Gru(24, ReturnSequences = true)]
[Dense(7)]
[Activation(Activation.Sigmoid)]
[Loss(LossKind.SparseCategoricalCrossentropy, FromLogits = false)] // MG1007
public sealed partial class Tags;
