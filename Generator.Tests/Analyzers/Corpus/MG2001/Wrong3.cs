// Two backward layers side by side, which fit each other, and a bidirectional one that takes them for a sequence in order.
[Model(Features = 8, MaxTimesteps = 20)]
[SimpleRnn(6, Name = "a", ReturnSequences = true, GoBackwards = true)] // MG2001
[SimpleRnn(6, Name = "b", From = "input", ReturnSequences = true, GoBackwards = true)]
[Add(From = "a, b")]
[Bidirectional(Merge = MergeMode.Ave)]
[Gru(5)]
public sealed partial class Sum;
