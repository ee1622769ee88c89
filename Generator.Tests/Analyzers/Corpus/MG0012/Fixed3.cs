// A graph of inputs that nothing reads.
[Model(MaxTimesteps = 20)]
[Input(4, Name = "audio")]
[Input(2, Name = "motion")]
[Concatenate(From = "audio, motion")]
public sealed partial class Graph;
