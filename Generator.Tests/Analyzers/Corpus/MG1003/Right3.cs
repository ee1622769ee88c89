// The identity of a relu layer, and gains of orthogonal kernels.
[Model(Features = 8, MaxTimesteps = 50)]
[SimpleRnn(100, Activation = Activation.Relu, RecurrentInitializer = Initializer.Identity, ReturnSequences = true)]
[Gru(30, RecurrentInitializer = Initializer.Orthogonal, RecurrentInitializerScale = 0.5, ReturnSequences = true)]
[SimpleRnn(1, RecurrentInitializer = Initializer.Ones)]
[Loss(LossKind.MeanSquaredError)]
public sealed partial class Counter;
