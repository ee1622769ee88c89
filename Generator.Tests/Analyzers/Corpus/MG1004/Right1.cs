// Probabilities, and a loss that takes them.
[Model(Features = 8, MaxTimesteps = 20)]
[Lstm(24)]
[Dense(10, Activation = Activation.Softmax)]
[Loss(LossKind.SparseCategoricalCrossentropy, FromLogits = false)]
public sealed partial class Digits;
