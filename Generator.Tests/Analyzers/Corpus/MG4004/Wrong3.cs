[Model(MaxTimesteps = 4)] // MG4004
[Embedding(9, 3)]
[SimpleRnn(4)]
internal sealed partial class First { }

[Model(Features = 2, MaxTimesteps = 4)] // MG4004
[SimpleRnn(4)]
internal sealed partial class Second { }
