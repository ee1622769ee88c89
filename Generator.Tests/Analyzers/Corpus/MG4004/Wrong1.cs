[Model(Features = 3, Streaming = true)] // MG4004
[Gru(5)]
public sealed partial class Small { }
