// A normalisation after the activation makes logits of probabilities again.
[Model(Features = 40, MaxTimesteps = 300)]
[Bidirectional(Merge = MergeMode.Sum)]
[Lstm(32, ReturnSequences = true)]
[Dense(6, Activation = Activation.Sigmoid)]
[LayerNormalization]
[Loss(LossKind.BinaryCrossentropy, FromLogits = false)] // MG1005
internal sealed partial class Events;
