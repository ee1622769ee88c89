// Relu where nothing is fed back; and a relu layer that begins with the identity.
[Model(Features = 8, MaxTimesteps = 50)]
[Dense(16, Activation = Activation.Relu)]
[SimpleRnn(16, Activation = Activation.Relu, RecurrentInitializer = Initializer.Identity, ReturnSequences = true)]
[Gru(16, Activation = Activation.Softsign, RecurrentActivation = Activation.HardSigmoid)]
[Activation(Activation.Relu)]
[Dense(1)]
[Loss(LossKind.MeanSquaredError)]
public sealed partial class Outside;
