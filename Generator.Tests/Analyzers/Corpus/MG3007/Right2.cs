// Both directions are one layer.
[Model(Features = 3, MaxTimesteps = 20)]
[Bidirectional]
[SimpleRnn(6)]
public sealed partial class Reader;
