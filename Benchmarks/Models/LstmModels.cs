namespace ModelGen.Benchmarks.Models;

[Model(Features = 8, MaxTimesteps = 100)]
[Lstm(8, ReturnSequences = true)]
public sealed partial class Lstm8 : ILstm;

[Model(Features = 16, MaxTimesteps = 100)]
[Lstm(16, ReturnSequences = true)]
public sealed partial class Lstm16 : ILstm;

[Model(Features = 32, MaxTimesteps = 100)]
[Lstm(32, ReturnSequences = true)]
public sealed partial class Lstm32 : ILstm;

[Model(Features = 64, MaxTimesteps = 100)]
[Lstm(64, ReturnSequences = true)]
public sealed partial class Lstm64 : ILstm;

[Model(Features = 128, MaxTimesteps = 100)]
[Lstm(128, ReturnSequences = true)]
public sealed partial class Lstm128 : ILstm;

[Model(Features = 256, MaxTimesteps = 100)]
[Lstm(256, ReturnSequences = true)]
public sealed partial class Lstm256 : ILstm;
