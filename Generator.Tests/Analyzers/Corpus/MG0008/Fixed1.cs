[Model(Features = 42, Streaming = true)]
[Lstm(24)]
[Dense(1)]
public sealed partial class VoiceDetector;
