// The mean over time of distributions is a distribution.
[Model(Features = 6, MaxTimesteps = 50)]
[Gru(16, ReturnSequences = true)]
[Dense(units: 4, Activation = Activation.Softmax)] // MG1004
[GlobalAveragePooling1D]
[Loss(LossKind.CategoricalCrossentropy, LabelSmoothing = 0.1, FromLogits = true)]
public sealed partial class Gesture;
