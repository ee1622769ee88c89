namespace ModelGen.Benchmarks.Models;

[Model(Features = 24, MaxTimesteps = 63)]
[Bidirectional]
[Lstm(32, ReturnSequences = true)]
public sealed partial class BidirectionalLstm32 : ISequenceModel;

[Model(Features = 64, MaxTimesteps = 100)]
[Lstm(64, ReturnSequences = true)]
[Lstm(64, ReturnSequences = true)]
public sealed partial class StackedLstm64 : IStepModel;

/// <summary>A small head: an amplifier or a controller.</summary>
[Model(Features = 16, MaxTimesteps = 100)]
[Lstm(16, ReturnSequences = true)]
[Dense(1)]
public sealed partial class LstmDense16 : IStepModel;

/// <summary>Two heads on top of each other.</summary>
[Model(Features = 64, MaxTimesteps = 100)]
[Lstm(64, ReturnSequences = true)]
[Dense(64, Activation = Activation.Relu)]
[Dense(10)]
public sealed partial class LstmDense64 : IStepModel;

/// <summary>The network of Samples/Digits.</summary>
[Model(Features = 8, MaxTimesteps = 8)]
[Bidirectional]
[Lstm(32, ReturnSequences = true)]
[Lstm(32)]
[Dense(10)]
public sealed partial class Digits : ISequenceModel;
