[Model(Features = 3, Streaming = true)]
[Gru(5)]
public sealed partial class Small { }
