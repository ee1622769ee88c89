// One layer is enough, even one without weights.
[Model(Features = 8, MaxTimesteps = 50)]
[GlobalMaxPooling1D]
public sealed partial class Peak;

[Model(Features = 8, Streaming = true)]
[Dropout(0.5)]
[Activation(Activation.Tanh)]
public sealed partial class Squash;

[Model(Features = 8, MaxTimesteps = 50)]
[BatchNormalization]
public sealed partial class Normal;
