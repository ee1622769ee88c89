[Model(Features = 42, Streaming = true)]
[Budget(WeightBytes = 200 * 1024)]
[Gru(96)]
[Dense(22)]
public sealed partial class Denoiser;
