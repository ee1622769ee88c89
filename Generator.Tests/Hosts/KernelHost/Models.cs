namespace ModelGen.KernelHost;

// Shapes that take every path through the kernel templates: units below, at and above each vector width, whole and broken
// tiles, fully unrolled and looped products, one and several panels, masks, merges, every activation.

[Model(Features = 8, MaxTimesteps = 4, Streaming = true)]
[Lstm(8)]
internal sealed partial class Lstm8;

[Model(Features = 16, MaxTimesteps = 4, Streaming = true)]
[Lstm(16)]
internal sealed partial class Lstm16;

[Model(Features = 7, MaxTimesteps = 5)]
[Lstm(20, ReturnSequences = true, UseBias = false)]
[Lstm(33, Activation = Activation.Sigmoid, RecurrentActivation = Activation.HardSigmoid)]
[Dense(3)]
[Loss(LossKind.SparseCategoricalCrossentropy, FromLogits = true)]
internal sealed partial class OddUnits;

[Model(Features = 24, MaxTimesteps = 9)]
[Bidirectional(Merge = MergeMode.Sum)]
[Lstm(32, ReturnSequences = true)]
[Lstm(40, GoBackwards = true, Activation = Activation.Relu, RecurrentActivation = Activation.HardSigmoidKeras2)]
[Dense(10, Activation = Activation.Softmax)]
[Loss(LossKind.SparseCategoricalCrossentropy)]
internal sealed partial class Merged;

[Model(MaxTimesteps = 6)]
[Embedding(50, 12, MaskZero = true)]
[Bidirectional]
[Lstm(12, ReturnSequences = true)]
[Dropout(0.25)]
[Dense(5, Activation = Activation.Tanh)]
[Dense(1, Activation = Activation.Sigmoid)]
[Loss(LossKind.BinaryCrossentropy)]
internal sealed partial class Masked;

[Model(Features = 10, MaxTimesteps = 5)]
[Gru(8, ReturnSequences = true)]
[Gru(20, ReturnSequences = true, ResetAfter = false)]
[Bidirectional]
[Gru(64, ReturnSequences = true, ResetAfter = false)]
[Gru(48, Activation = Activation.Relu, RecurrentActivation = Activation.HardSigmoid)]
[Dense(3)]
[Loss(LossKind.SparseCategoricalCrossentropy, FromLogits = true)]
internal sealed partial class Grus;

[Model(Features = 16, MaxTimesteps = 4, Streaming = true)]
[Gru(16, ReturnSequences = true)]
[Gru(64, ReturnSequences = true)]
[Gru(32, ResetAfter = false)]
internal sealed partial class GruStream;

[Model(Features = 10, MaxTimesteps = 5)]
[SimpleRnn(24, ReturnSequences = true)]
[Bidirectional(Merge = MergeMode.Sum)]
[SimpleRnn(9, ReturnSequences = true, Activation = Activation.Relu)]
[SimpleRnn(64)]
[Dense(3)]
[Loss(LossKind.SparseCategoricalCrossentropy, FromLogits = true)]
internal sealed partial class Rnns;

[Model(Features = 16, MaxTimesteps = 4, Streaming = true)]
[Lstm(80, ReturnSequences = true)]
[Gru(80, ReturnSequences = true)]
[Gru(40)]
internal sealed partial class PanelStream;

[Model(Features = 16, MaxTimesteps = 4, Streaming = true)]
[SimpleRnn(24, ReturnSequences = true)]
[SimpleRnn(8)]
internal sealed partial class RnnStream;

[Model(Features = 10, MaxTimesteps = 5)]
[Bidirectional]
[Lstm(20, ReturnSequences = true, Dropout = 0.25, RecurrentDropout = 0.25)]
[Lstm(32, ReturnSequences = true, Dropout = 0.25, RecurrentDropout = 0.25)]
[Gru(16, ReturnSequences = true, Dropout = 0.25, RecurrentDropout = 0.25)]
[Gru(16, ResetAfter = false, ReturnSequences = true, Dropout = 0.25, RecurrentDropout = 0.25)]
[SimpleRnn(16, ReturnSequences = true, Dropout = 0.25, RecurrentDropout = 0.25)]
[Lstm(24, ReturnSequences = true, CandidateDropout = 0.25)]
[Lstm(24, Activation = Activation.Softsign, CandidateDropout = 0.25)]
[Dense(3)]
[Loss(LossKind.SparseCategoricalCrossentropy, FromLogits = true)]
internal sealed partial class DroppedCells;

[Model(Features = 10, MaxTimesteps = 5)]
[Lstm(16, ReturnSequences = true, Peepholes = true, CellClip = 2)]
[Bidirectional]
[Lstm(8, ReturnSequences = true, InputForgetCoupling = true)]
[Lstm(24, ReturnSequences = true, Peepholes = true, InputForgetCoupling = true)]
[Lstm(20, ReturnSequences = true, Projection = 10, ProjectionClip = 2)]
[Lstm(16, Projection = 32, CandidateDropout = 0.25)]
[Dense(3)]
[Loss(LossKind.SparseCategoricalCrossentropy, FromLogits = true)]
internal sealed partial class LstmOptions;

[Model(Features = 10, MaxTimesteps = 5)]
[Bidirectional]
[Lstm(16, ReturnSequences = true, Clip = 2, OutputActivation = Activation.Softsign)]
[Gru(16, ReturnSequences = true, Clip = 2)]
[Gru(16, ReturnSequences = true, ResetAfter = false, Clip = 2)]
[SimpleRnn(16, Clip = 2)]
[Dense(3)]
[Loss(LossKind.SparseCategoricalCrossentropy, FromLogits = true)]
internal sealed partial class Clipped;

[Model(Features = 10, MaxTimesteps = 5)]
[Lstm(16, ReturnSequences = true, Activation = Activation.Silu, RecurrentActivation = Activation.Softsign)]
[Gru(16, ReturnSequences = true, Activation = Activation.Gelu, RecurrentActivation = Activation.HardTanh)]
[Gru(16, ReturnSequences = true, ResetAfter = false, Activation = Activation.Elu, RecurrentActivation = Activation.Mish)]
[SimpleRnn(16, ReturnSequences = true, Activation = Activation.LeakyRelu)]
[SimpleRnn(16, GoBackwards = true, Activation = Activation.GeluTanh)]
[Dense(16, Activation = Activation.Gelu)]
[Dense(16, Activation = Activation.Mish)]
[Dense(16, Activation = Activation.Softplus)]
[Dense(16, Activation = Activation.Selu)]
[Dense(16, Activation = Activation.Exponential)]
[Dense(16, Activation = Activation.ThresholdedRelu)]
[Dense(16, Activation = Activation.ScaledTanh)]
[Dense(16, Activation = Activation.HardSigmoidKeras2, ActivationAlpha = 0.3)]
[Dense(3)]
[Loss(LossKind.SparseCategoricalCrossentropy, FromLogits = true)]
internal sealed partial class Activations;

[Model(Features = 64, MaxTimesteps = 8)]
[Lstm(64, ReturnSequences = true)]
[Dense(17, Activation = Activation.Relu)]
[Loss(LossKind.MeanSquaredError)]
internal sealed partial class Lstm64;

[Model(Features = 128, MaxTimesteps = 8)]
[Lstm(128)]
[Dense(64, Activation = Activation.HardSigmoid)]
[Loss(LossKind.MeanSquaredError)]
internal sealed partial class Lstm128;

[Model(Features = 65, MaxTimesteps = 4, WeightPrecision = WeightPrecision.BFloat16)]
[Lstm(64, ReturnSequences = true)]
[Lstm(24, ReturnSequences = true)]
[Dense(17)]
internal sealed partial class LstmBFloat16;

[Model(Features = 65, MaxTimesteps = 4, WeightPrecision = WeightPrecision.Int8)]
[Lstm(64, ReturnSequences = true)]
[Lstm(24, ReturnSequences = true)]
[Dense(17)]
internal sealed partial class LstmInt8;

[Model(Features = 16, MaxTimesteps = 4, FastActivations = true)]
[Lstm(24)]
[Dense(16, Activation = Activation.Tanh)]
[Loss(LossKind.MeanSquaredError)]
internal sealed partial class LstmFast;
