// Large, and possible: a model without a loss keeps no gradients.
[Model(MaxTimesteps = 512)]
[Embedding(1_000_000, 300)]
[Bidirectional]
[Lstm(1024, ReturnSequences = true, Clip = 50)]
[GlobalAveragePooling1D]
[Dense(20_000)]
public sealed partial class Large;

[Model(Features = 3, MaxTimesteps = 12_000_000)]
[Masking(-1e30)]
[Lstm(8)]
public sealed partial class Long;
