// Plain initialisers of other tensors.
[Model(MaxTimesteps = 50)]
[Embedding(300, 16, EmbeddingsInitializer = Initializer.RandomNormal, EmbeddingsInitializerScale = 1)]
[Lstm(64, KernelInitializer = Initializer.RandomNormal, KernelInitializerScale = 0.1, BiasInitializer = Initializer.Zeros)]
[Dense(1, KernelInitializer = Initializer.Zeros)]
[Loss(LossKind.MeanSquaredError)]
public sealed partial class Words;
