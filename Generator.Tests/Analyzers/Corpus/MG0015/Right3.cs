[Model(Features = 3, Streaming = true)]
[Gru(5, ReturnSequences = true, Name = "lower")]
[LayerNormalization]
[Gru(4)]
public sealed partial class Stacked;
