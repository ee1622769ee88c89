// A logit for each timestep, their mean, and the activation at the end.
[Model(Features = 12, MaxTimesteps = 200)]
[Gru(28, ReturnSequences = true)]
[Dense(1)]
[GlobalAveragePooling1D]
[Activation(Activation.Sigmoid)]
[Loss(LossKind.BinaryCrossentropy)]
public sealed partial class Mood;
