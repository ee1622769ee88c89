namespace ModelGen.Benchmarks.Models;

// The sizes at which a step is bound by reading its weights.

[Model(Features = 64, MaxTimesteps = 100, WeightPrecision = WeightPrecision.BFloat16)]
[Lstm(64, ReturnSequences = true)]
public sealed partial class Lstm64BFloat16 : IStepModel;

[Model(Features = 96, MaxTimesteps = 100, WeightPrecision = WeightPrecision.BFloat16)]
[Lstm(96, ReturnSequences = true)]
public sealed partial class Lstm96BFloat16 : IStepModel;

[Model(Features = 128, MaxTimesteps = 100, WeightPrecision = WeightPrecision.BFloat16)]
[Lstm(128, ReturnSequences = true)]
public sealed partial class Lstm128BFloat16 : IStepModel;

[Model(Features = 256, MaxTimesteps = 100, WeightPrecision = WeightPrecision.BFloat16)]
[Lstm(256, ReturnSequences = true)]
public sealed partial class Lstm256BFloat16 : IStepModel;

[Model(Features = 64, MaxTimesteps = 100, WeightPrecision = WeightPrecision.Int8)]
[Lstm(64, ReturnSequences = true)]
public sealed partial class Lstm64Int8 : IStepModel;

[Model(Features = 96, MaxTimesteps = 100, WeightPrecision = WeightPrecision.Int8)]
[Lstm(96, ReturnSequences = true)]
public sealed partial class Lstm96Int8 : IStepModel;

[Model(Features = 128, MaxTimesteps = 100, WeightPrecision = WeightPrecision.Int8)]
[Lstm(128, ReturnSequences = true)]
public sealed partial class Lstm128Int8 : IStepModel;

[Model(Features = 256, MaxTimesteps = 100, WeightPrecision = WeightPrecision.Int8)]
[Lstm(256, ReturnSequences = true)]
public sealed partial class Lstm256Int8 : IStepModel;
