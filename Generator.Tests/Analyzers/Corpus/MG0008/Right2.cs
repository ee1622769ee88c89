[Model(Features = 3, Streaming = true)]
[Lstm(8, ReturnSequences = true, GoBackwards = false)]
[Gru(5)]
public sealed partial class Stacked;
