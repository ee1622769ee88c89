[Budget(FlopsPerTimestep = 272, StateBytes = 32, WeightBytes = (90 * 7 + 7 * 8 + 8 * 8 + 8 + 8 * 2 + 2) * 4)]
[Model(MaxTimesteps = 12)]
[Embedding(90, 7)]
[SimpleRnn(8)]
[Dense(2)]
internal sealed partial class Pooled;
