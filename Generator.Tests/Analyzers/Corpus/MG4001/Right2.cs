// As bfloat16 the kernels take half: 2 · 41,856 + 4 · 598.
[Model(Features = 42, Streaming = true, WeightPrecision = WeightPrecision.BFloat16)]
[Budget(WeightBytes = 86_104)]
[Gru(96)]
[Dense(22)]
public sealed partial class Denoiser;
