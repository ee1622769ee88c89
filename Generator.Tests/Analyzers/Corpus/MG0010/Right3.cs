// A layer that is there for its name, and parts that are there.
[Model(Features = 8, MaxTimesteps = 50)]
[Lstm(24, Projection = 8, ProjectionClip = 3, LayerNorm = true, GainL2 = 0.01, BiasL2 = 0.01)]
[Activation(Activation.Linear, Name = "summary", Output = true)]
[Dense(8, Name = "guess", Activation = Activation.Softmax)]
[Loss(LossKind.CategoricalCrossentropy, Output = "guess", LabelSmoothing = 0.1)]
public sealed partial class Named;
