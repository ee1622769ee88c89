// A sigmoid inside the network, as a gate: what the loss reads is a sum that nothing squashes.
[Model(Features = 8, MaxTimesteps = 20)]
[Lstm(24)]
[Dense(24, Name = "gate", Activation = Activation.Sigmoid)]
[Multiply(From = "lstm, gate")]
[Dense(3)]
[Loss(LossKind.CategoricalCrossentropy, FromLogits = true)]
public sealed partial class Gated;
