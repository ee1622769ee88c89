// The direction of the second layer is always the opposite one.
[Model(MaxTimesteps = 64)]
[Embedding(500, 16)]
[Bidirectional]
[Lstm(units: 24, UseBias = true, GoBackwards = true)] // MG0007
[BackwardLayer]
[Gru(12)]
[Dense(1)]
public sealed partial class Judge;
