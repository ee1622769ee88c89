// Masks: one that nothing reads, and a reader without a mask.
[Model(Timesteps = 12, FastActivations = true)] // MG0010
[Embedding(90, 4, MaskZero = true)] // MG0010
[Activation(Activation.Linear)] // MG0010
[Flatten]
[Dense(3, Activation = Activation.Relu)]
public sealed partial class Bag;

[Model(Features = 4, MaxTimesteps = 12)]
[Gru(8, ReturnSequences = true, ZeroOutputForMask = true)] // MG0010
public sealed partial class Unmasked;
