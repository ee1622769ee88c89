// The wrapper has the name, and other layers read it.
[Model(Features = 5, MaxTimesteps = 30)]
[Bidirectional]
[Lstm(8, Name = "reader", ReturnSequences = true)] // MG0006
[Bidirectional(Merge = MergeMode.Ave, Name = "judge")]
[Gru(8, UseBias = false, Name = Names.Old)] // MG0006
[Dense(3, From = "judge")]
public sealed partial class Court;

internal static class Names
{
    public const string Old = "old" + "er";
}
