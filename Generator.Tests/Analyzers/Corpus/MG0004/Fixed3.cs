// Numbers of the layers that are no sizes.
[Model(Features = 5, Timesteps = 8)]
[Masking(-1)]
[LayerNormalization(Epsilon = 1e-5)]
[Bidirectional(Merge = MergeMode.Ave)]
[Lstm(6, CellClip = 3, ReturnSequences = true)]
[BackwardLayer]
[Lstm(6, ReturnSequences = true)]
[BatchNormalization(Momentum = 0.9)]
[Gru(3, Clip = 4)]
[RepeatVector(9)]
[Dense(2)]
[Loss(LossKind.BinaryCrossentropy, FromLogits = true, LabelSmoothing = 0.1)]
public sealed partial class Odd;
