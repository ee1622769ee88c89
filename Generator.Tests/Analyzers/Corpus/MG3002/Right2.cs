[Model(Features = 3, MaxTimesteps = 20)]
[Gru(8, ResetAfter = false)]
[Dense(4)]
public sealed partial class Reader;
