[Model(Features = 8, MaxTimesteps = 20)]
[Lstm(24)]
[Dense(10)]
[Loss(LossKind.SparseCategoricalCrossentropy)] // MG1005
public sealed partial class Digits;
