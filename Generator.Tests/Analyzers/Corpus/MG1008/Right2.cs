// RNNoise's cells, with weights that were trained elsewhere.
[Model(Features = 42, Streaming = true)]
[Dense(24, Activation = Activation.Tanh)]
[Gru(24, ResetAfter = false, Activation = Activation.Relu)]
[Dense(1, Activation = Activation.Sigmoid)]
public sealed partial class Voice;
