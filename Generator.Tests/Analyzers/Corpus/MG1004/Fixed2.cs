namespace Detection;

[Model(Features = 40, MaxTimesteps = 300)]
[Bidirectional]
[Gru(32, ReturnSequences = true)]
[Dense(1)]
[Dropout(0.1)]
[Loss(kind: LossKind.BinaryCrossentropy, FromLogits = true)]
internal sealed partial class Onsets;
