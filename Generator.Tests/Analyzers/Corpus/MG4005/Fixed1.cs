[Model(Features = 64, Streaming = true, WeightPrecision = WeightPrecision.BFloat16)]
[Lstm(256)]
[Dense(10)]
public sealed partial class Tracker;
