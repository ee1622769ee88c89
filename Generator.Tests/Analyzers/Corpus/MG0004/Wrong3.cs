// Numbers of the layers that are no sizes.
[Model(Features = 5, MaxTimesteps = 7, Timesteps = 8)] // MG0004
[Masking(double.NaN)] // MG0004
[LayerNormalization(Epsilon = 0)] // MG0004
[Bidirectional(Merge = MergeMode.Ave)]
[Lstm(6, CellClip = 0, ReturnSequences = true)] // MG0004
[BackwardLayer]
[Lstm(6, Projection = -2, ReturnSequences = true)] // MG0003, MG0004
[BatchNormalization(Momentum = 1.01)] // MG0004
[Gru(3, Clip = -4)] // MG0004
[RepeatVector(0)] // MG0004
[Dense(2)]
[Loss(LossKind.BinaryCrossentropy, FromLogits = true, LabelSmoothing = 1)] // MG0004
public sealed partial class Odd;
