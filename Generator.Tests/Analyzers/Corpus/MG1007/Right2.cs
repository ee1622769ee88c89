// Numbers between 0 and 1, which are no labels.
[Model(Features = 8, MaxTimesteps = 20)]
[Gru(24, ReturnSequences = true)]
[Dense(10, Activation = Activation.Softmax)]
[Loss(LossKind.MeanSquaredError)]
public sealed partial class Mixture;
