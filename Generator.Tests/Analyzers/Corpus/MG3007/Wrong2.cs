[Model(Features = 3, MaxTimesteps = 20)]
[Gru(8, ReturnSequences = true)]
[Bidirectional(Name = "upper")]
[Gru(6)] // MG3007
[Dense(4)] // MG3001
public sealed partial class Reader;
