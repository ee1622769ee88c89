[Model(Features = 42, Streaming = true)]
[Budget(WeightBytes = 100 * 1024)] // MG4001
[Gru(96)]
[Dense(22)]
public sealed partial class Denoiser;
