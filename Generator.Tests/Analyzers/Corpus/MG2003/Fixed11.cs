[Model(Features = 3, MaxTimesteps = 20)]
[Bidirectional]
[Lstm(8)]
[Dropout(0.2)]
[Dense(4)]
public sealed partial class Encoder;
