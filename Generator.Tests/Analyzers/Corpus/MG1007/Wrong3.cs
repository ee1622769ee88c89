// Two heads, each with the other's loss.
[Model(Features = 8, MaxTimesteps = 20)]
[Gru(24, Name = "body")]
[Dense(4, Name = "kind", Activation = Activation.HardSigmoid, Output = true)]
[Dense(4, Name = "marks", From = "body", Activation = Activation.Softmax)]
[Loss(LossKind.CategoricalCrossentropy, Output = "kind")] // MG1007
[Loss(kind: LossKind.BinaryCrossentropy, Output = "marks", Weight = 0.5)] // MG1007
public sealed partial class Parts;
