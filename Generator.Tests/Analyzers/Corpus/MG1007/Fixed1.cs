[Model(Features = 8, MaxTimesteps = 20)]
[Lstm(24)]
[Dense(10, Activation = Activation.Softmax)]
[Loss(LossKind.CategoricalCrossentropy)]
public sealed partial class Digits;
