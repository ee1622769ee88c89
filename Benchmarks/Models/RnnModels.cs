namespace ModelGen.Benchmarks.Models;

[Model(Features = 16, MaxTimesteps = 100)]
[SimpleRnn(16, ReturnSequences = true)]
public sealed partial class Rnn16 : IStepModel;

[Model(Features = 32, MaxTimesteps = 100)]
[SimpleRnn(32, ReturnSequences = true)]
public sealed partial class Rnn32 : IStepModel;

[Model(Features = 64, MaxTimesteps = 100)]
[SimpleRnn(64, ReturnSequences = true)]
public sealed partial class Rnn64 : IStepModel;

[Model(Features = 128, MaxTimesteps = 100)]
[SimpleRnn(128, ReturnSequences = true)]
public sealed partial class Rnn128 : IStepModel;

[Model(Features = 256, MaxTimesteps = 100)]
[SimpleRnn(256, ReturnSequences = true)]
public sealed partial class Rnn256 : IStepModel;
