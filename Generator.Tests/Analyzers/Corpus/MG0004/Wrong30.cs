// Each fits a number of values, both together none.
[Model(MaxTimesteps = 20)] // MG0004
[Input(2147483647, Name = "audio")]
[Input(2147483647, Name = "motion")]
[Concatenate(From = "audio, motion")]
public sealed partial class Graph;
