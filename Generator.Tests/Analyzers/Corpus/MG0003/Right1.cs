// Widths and orders of time that look different and are not.
[Model(Features = 12, MaxTimesteps = 80)]
[Bidirectional]
[Lstm(6, ReturnSequences = true)]
[Add(From = "bidirectional, input")]
[Lstm(5, ReturnSequences = true, GoBackwards = true)]
[Gru(7, ReturnSequences = true, GoBackwards = true)]
[Concatenate(From = " gru ,add,input ")]
[Dense(24)]
public sealed partial class Residual;
