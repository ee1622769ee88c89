// Names that become one member: two equal ones, one that differs in case and underscores, one that a layer has by default.
[Model(Features = 5, MaxTimesteps = 30)]
[Dense(8, Name = "mix")]
[Dense(8, Name = "mix_2", Activation = Activation.Tanh)]
[Lstm(8, ReturnSequences = true, Name = "M_ix_3", From = "mix_2, input")]
[Add(From = "mix_2, M_ix_3")]
[Gru(6, Name = "dense_2_2")]
[Dense(2)]
public sealed partial class Names;
