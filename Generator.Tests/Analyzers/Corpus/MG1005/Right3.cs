// Outputs that are never negative, which the loss divides by their sum; and a linear head for numbers.
[Model(Features = 12, MaxTimesteps = 200)]
[Gru(28)]
[Dense(5, Name = "kind", Activation = Activation.Softplus, Output = true)]
[Dense(2, Name = "place", From = "gru")]
[Loss(LossKind.SparseCategoricalCrossentropy, Output = "kind")]
[Loss(LossKind.Huber, Output = "place", Delta = 2)]
public sealed partial class Tracker;
