namespace ModelGen.Benchmarks.Models;

[Model(Features = 8, MaxTimesteps = 100)]
[Lstm(8, ReturnSequences = true)]
public sealed partial class Lstm8 : IStepModel;

[Model(Features = 12, MaxTimesteps = 100)]
[Lstm(12, ReturnSequences = true)]
public sealed partial class Lstm12 : IStepModel;

[Model(Features = 16, MaxTimesteps = 100)]
[Lstm(16, ReturnSequences = true)]
public sealed partial class Lstm16 : IStepModel;

[Model(Features = 20, MaxTimesteps = 100)]
[Lstm(20, ReturnSequences = true)]
public sealed partial class Lstm20 : IStepModel;

[Model(Features = 24, MaxTimesteps = 100)]
[Lstm(24, ReturnSequences = true)]
public sealed partial class Lstm24 : IStepModel;

[Model(Features = 32, MaxTimesteps = 100)]
[Lstm(32, ReturnSequences = true)]
public sealed partial class Lstm32 : IStepModel;

[Model(Features = 40, MaxTimesteps = 100)]
[Lstm(40, ReturnSequences = true)]
public sealed partial class Lstm40 : IStepModel;

[Model(Features = 64, MaxTimesteps = 100)]
[Lstm(64, ReturnSequences = true)]
public sealed partial class Lstm64 : IStepModel;

[Model(Features = 96, MaxTimesteps = 100)]
[Lstm(96, ReturnSequences = true)]
public sealed partial class Lstm96 : IStepModel;

[Model(Features = 128, MaxTimesteps = 100)]
[Lstm(128, ReturnSequences = true)]
public sealed partial class Lstm128 : IStepModel;

[Model(Features = 256, MaxTimesteps = 100)]
[Lstm(256, ReturnSequences = true)]
public sealed partial class Lstm256 : IStepModel;
