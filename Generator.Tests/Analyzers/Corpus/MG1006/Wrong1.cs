[Model(Features = 8, MaxTimesteps = 20)]
[Lstm(24)]
[Dense(1, Activation = Activation.Softmax)] // MG1006
[Loss(LossKind.BinaryCrossentropy)]
public sealed partial class Detector;
