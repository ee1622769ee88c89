[Model(Features = 8, MaxTimesteps = 20)]
[Gru(24, Name = "body")]
[Dense(4, Name = "kind", Activation = Activation.Softmax, Output = true)]
[Dense(4, Name = "marks", From = "body", Activation = Activation.Sigmoid)]
[Loss(LossKind.CategoricalCrossentropy, Output = "kind")]
[Loss(LossKind.BinaryCrossentropy, Output = "marks", Weight = 0.5)]
public sealed partial class Parts;
