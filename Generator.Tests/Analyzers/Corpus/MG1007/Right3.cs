// Softmax inside the network: the loss reads a sigmoid.
[Model(Features = 8, MaxTimesteps = 20)]
[Gru(24)]
[Dense(6, Activation = Activation.Softmax)]
[Dense(1, Activation = Activation.Sigmoid)]
[Loss(LossKind.BinaryCrossentropy)]
public sealed partial class Decision;
