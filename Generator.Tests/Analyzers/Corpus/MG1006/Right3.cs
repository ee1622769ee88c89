// One unit per direction makes two.
[Model(Features = 8, MaxTimesteps = 20)]
[Bidirectional]
[Gru(1)]
[Activation(Activation.Softmax)]
[Loss(LossKind.SparseCategoricalCrossentropy)]
public sealed partial class Side;
