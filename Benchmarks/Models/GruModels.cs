namespace ModelGen.Benchmarks.Models;

[Model(Features = 8, MaxTimesteps = 100)]
[Gru(8, ReturnSequences = true)]
public sealed partial class Gru8 : IStepModel;

[Model(Features = 12, MaxTimesteps = 100)]
[Gru(12, ReturnSequences = true)]
public sealed partial class Gru12 : IStepModel;

[Model(Features = 16, MaxTimesteps = 100)]
[Gru(16, ReturnSequences = true)]
public sealed partial class Gru16 : IStepModel;

[Model(Features = 20, MaxTimesteps = 100)]
[Gru(20, ReturnSequences = true)]
public sealed partial class Gru20 : IStepModel;

[Model(Features = 24, MaxTimesteps = 100)]
[Gru(24, ReturnSequences = true)]
public sealed partial class Gru24 : IStepModel;

[Model(Features = 32, MaxTimesteps = 100)]
[Gru(32, ReturnSequences = true)]
public sealed partial class Gru32 : IStepModel;

[Model(Features = 40, MaxTimesteps = 100)]
[Gru(40, ReturnSequences = true)]
public sealed partial class Gru40 : IStepModel;

[Model(Features = 64, MaxTimesteps = 100)]
[Gru(64, ReturnSequences = true)]
public sealed partial class Gru64 : IStepModel;

[Model(Features = 96, MaxTimesteps = 100)]
[Gru(96, ReturnSequences = true)]
public sealed partial class Gru96 : IStepModel;

[Model(Features = 128, MaxTimesteps = 100)]
[Gru(128, ReturnSequences = true)]
public sealed partial class Gru128 : IStepModel;

[Model(Features = 256, MaxTimesteps = 100)]
[Gru(256, ReturnSequences = true)]
public sealed partial class Gru256 : IStepModel;
