// A graph of inputs that nothing reads.
[Model(MaxTimesteps = 20)] // MG0012
[Input(4, Name = "audio")] // MG0014
[Input(2, Name = "motion")] // MG0014
public sealed partial class Graph;
