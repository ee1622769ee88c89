[Model(Features = 3, Streaming = true)] // MG0015
[Gru(5, ReturnSequences = true, Name = "lower")] // MG0015
[LayerNormalization] // MG0015
[Gru(4)] // MG0015
public sealed partial class Stacked;
