[Model(Features = 42, MaxTimesteps = 20)]
[Bidirectional]
[Lstm(24)]
[Dense(1)]
public sealed partial class VoiceDetector;
