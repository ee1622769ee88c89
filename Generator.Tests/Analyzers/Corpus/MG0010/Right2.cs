// Masks that a recurrent layer, a mean over time or the loss read.
[Model(MaxTimesteps = 50)]
[Embedding(90, 4, MaskZero = true)]
[Lstm(24, ReturnSequences = true, ZeroOutputForMask = true)]
public sealed partial class Held;

[Model(Features = 4, MaxTimesteps = 50)]
[Masking]
[GlobalAveragePooling1D]
public sealed partial class Mean;

[Model(MaxTimesteps = 50)]
[Embedding(90, 4, MaskZero = true)]
[Dense(5)]
[Loss(LossKind.SparseCategoricalCrossentropy, FromLogits = true)]
public sealed partial class Tags;
