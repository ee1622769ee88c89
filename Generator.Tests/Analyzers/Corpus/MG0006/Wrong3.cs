// Names that become one member: two equal ones, one that differs in case and underscores, one that a layer has by default.
[Model(Features = 5, MaxTimesteps = 30)]
[Dense(8, Name = "mix")]
[Dense(8, Name = "mix", Activation = Activation.Tanh)] // MG0006
[Lstm(8, ReturnSequences = true, Name = "M_ix", From = "mix, input")] // MG0006
[Add(From = "mix, M_ix")]
[Gru(6, Name = "dense_2")] // MG0006
[Dense(2)]
public sealed partial class Names;
