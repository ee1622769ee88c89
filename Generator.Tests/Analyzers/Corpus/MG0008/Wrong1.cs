[Model(Features = 42, Streaming = true)]
[Bidirectional] // MG0008
[Lstm(24)]
[Dense(1)]
public sealed partial class VoiceDetector;
