[Model(Features = 8, MaxTimesteps = 20)]
[Lstm(24)]
[Dense(10)]
[Loss(LossKind.SparseCategoricalCrossentropy, FromLogits = true)]
public sealed partial class Digits;
