namespace Old;

[Model(Features = 3, MaxTimesteps = 20, Framework = FrameworkPreset.Keras22)]
[Bidirectional]
[Gru(6, ReturnSequences = true)] // MG3002
[Dense(4)]
public sealed partial class Reader;
