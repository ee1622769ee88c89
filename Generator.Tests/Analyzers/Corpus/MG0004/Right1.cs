// The ends of what is allowed.
[Model(Features = 1, MaxTimesteps = 1)]
[Dropout(1e-9)]
[Lstm(1, ReturnSequences = true, Dropout = 0.999, CellClip = 1e-6, Projection = 1, ProjectionClip = 1e30)]
[BatchNormalization(Momentum = 0, Epsilon = 1e-30)]
[BatchNormalization(Momentum = 1)]
[Dense(1)]
[Loss(LossKind.Huber, Delta = 1e-9)]
public sealed partial class Least;
