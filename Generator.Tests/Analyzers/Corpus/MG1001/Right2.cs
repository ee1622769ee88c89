// Weights that were trained in PyTorch, and a model without bias likewise: there is nothing to train.
[Model(Features = 8, Streaming = true, Framework = FrameworkPreset.PyTorch)]
[Lstm(24, ReturnSequences = true)]
[Lstm(24, UseBias = false)]
[Dense(1)]
public sealed partial class Imported;
