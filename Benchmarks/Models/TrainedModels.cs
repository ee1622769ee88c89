namespace ModelGen.Benchmarks.Models;

// As many features as units, a target for every output: what a recurrent layer's own training costs, without a head.

[Model(Features = 16, MaxTimesteps = 50)]
[Lstm(16, ReturnSequences = true)]
[Loss(LossKind.MeanSquaredError)]
public sealed partial class TrainedLstm16;

[Model(Features = 32, MaxTimesteps = 50)]
[Lstm(32, ReturnSequences = true)]
[Loss(LossKind.MeanSquaredError)]
public sealed partial class TrainedLstm32;

[Model(Features = 64, MaxTimesteps = 50)]
[Lstm(64, ReturnSequences = true)]
[Loss(LossKind.MeanSquaredError)]
public sealed partial class TrainedLstm64;

[Model(Features = 128, MaxTimesteps = 50)]
[Lstm(128, ReturnSequences = true)]
[Loss(LossKind.MeanSquaredError)]
public sealed partial class TrainedLstm128;

[Model(Features = 16, MaxTimesteps = 50)]
[Gru(16, ReturnSequences = true)]
[Loss(LossKind.MeanSquaredError)]
public sealed partial class TrainedGru16;

[Model(Features = 32, MaxTimesteps = 50)]
[Gru(32, ReturnSequences = true)]
[Loss(LossKind.MeanSquaredError)]
public sealed partial class TrainedGru32;

[Model(Features = 64, MaxTimesteps = 50)]
[Gru(64, ReturnSequences = true)]
[Loss(LossKind.MeanSquaredError)]
public sealed partial class TrainedGru64;

[Model(Features = 128, MaxTimesteps = 50)]
[Gru(128, ReturnSequences = true)]
[Loss(LossKind.MeanSquaredError)]
public sealed partial class TrainedGru128;

[Model(Features = 16, MaxTimesteps = 50)]
[Bidirectional]
[Lstm(16, ReturnSequences = true)]
[Loss(LossKind.MeanSquaredError)]
public sealed partial class TrainedBidirectionalLstm16;

[Model(Features = 32, MaxTimesteps = 50)]
[Bidirectional]
[Lstm(32, ReturnSequences = true)]
[Loss(LossKind.MeanSquaredError)]
public sealed partial class TrainedBidirectionalLstm32;

[Model(Features = 64, MaxTimesteps = 50)]
[Bidirectional]
[Lstm(64, ReturnSequences = true)]
[Loss(LossKind.MeanSquaredError)]
public sealed partial class TrainedBidirectionalLstm64;

[Model(Features = 128, MaxTimesteps = 50)]
[Bidirectional]
[Lstm(128, ReturnSequences = true)]
[Loss(LossKind.MeanSquaredError)]
public sealed partial class TrainedBidirectionalLstm128;
