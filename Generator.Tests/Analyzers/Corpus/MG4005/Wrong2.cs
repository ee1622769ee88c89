namespace Audio;

[Lstm(160, ReturnSequences = true), Lstm(160, ReturnSequences = true), Dense(40)]
[Model(Features = 40, MaxTimesteps = 100, WeightPrecision = WeightPrecision.Float32,
    Streaming = true)] // MG4005
internal sealed partial class Stacked;
