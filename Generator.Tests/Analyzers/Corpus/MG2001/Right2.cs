// A mean over time has no order, and the last of the outputs has read everything.
[Model(Features = 8, MaxTimesteps = 20)]
[Gru(24, Name = "back", GoBackwards = true, ReturnSequences = true)]
[GlobalAveragePooling1D(Name = "mean")]
[LastTimestep(Name = "last", From = "back")]
[Gru(9, Name = "end", From = "input", GoBackwards = true)]
[Dense(3, From = "mean, last, end")]
public sealed partial class Pooled;
