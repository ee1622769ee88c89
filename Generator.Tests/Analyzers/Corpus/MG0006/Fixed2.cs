// The wrapper has the name, and other layers read it.
[Model(Features = 5, MaxTimesteps = 30)]
[Bidirectional(Name = "reader")]
[Lstm(8, ReturnSequences = true)]
[Bidirectional(Merge = MergeMode.Ave, Name = "judge")]
[Gru(8, UseBias = false)]
[Dense(3, From = "judge")]
public sealed partial class Court;

internal static class Names
{
    public const string Old = "old" + "er";
}
