// Masks: one that nothing reads, and a reader without a mask.
[Model(Timesteps = 12)]
[Embedding(90, 4)]
[Flatten]
[Dense(3, Activation = Activation.Relu)]
public sealed partial class Bag;

[Model(Features = 4, MaxTimesteps = 12)]
[Gru(8, ReturnSequences = true)]
public sealed partial class Unmasked;
