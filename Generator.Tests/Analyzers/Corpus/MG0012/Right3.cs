// Inputs that are joined, and a class that is no model at all.
[Model(MaxTimesteps = 20)]
[Input(4, Name = "audio")]
[Input(2, Name = "motion")]
[Concatenate(From = "audio, motion")]
public sealed partial class Graph;

[System.Obsolete("Use Graph.")]
public sealed class Old;
