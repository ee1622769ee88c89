[Model(Features = 8, MaxTimesteps = 20)]
[Lstm(1)]
[Dense(1, Activation = Activation.Sigmoid)]
[Loss(LossKind.BinaryCrossentropy)]
public sealed partial class Detector;
