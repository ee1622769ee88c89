// A model without training, and one whose loss has no probabilities.
[Model(Features = 8, Streaming = true)]
[Gru(24)]
[Dense(1, Activation = Activation.Sigmoid)]
public sealed partial class Voice;

[Model(Features = 8, MaxTimesteps = 30)]
[Gru(24)]
[Dense(4, Activation = Activation.Sigmoid)]
[Loss(LossKind.MeanSquaredError)]
public sealed partial class Mask;
