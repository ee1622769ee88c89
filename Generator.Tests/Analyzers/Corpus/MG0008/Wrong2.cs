[Model(Features = 3, Streaming = true)]
[Lstm(8, ReturnSequences = true)]
[Gru(5, GoBackwards = true)] // MG0008
public sealed partial class Stacked;
