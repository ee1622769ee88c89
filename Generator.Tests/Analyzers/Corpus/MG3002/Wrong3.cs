// Of two stacked ones only the second was written otherwise, and the first has other units too.
[Model(Features = 3, MaxTimesteps = 20)]
[Gru(9, ReturnSequences = true)] // MG3001
[Gru(5, ResetAfter = true)] // MG3001 MG3002
[Dense(4)]
public sealed partial class Reader;
