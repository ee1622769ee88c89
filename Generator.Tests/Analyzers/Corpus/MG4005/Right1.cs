[Model(Features = 64, Streaming = true, WeightPrecision = WeightPrecision.Int8)]
[Lstm(256)]
[Dense(10)]
public sealed partial class Tracker;
