namespace Speech;

[Model(Features = 40, MaxTimesteps = 300)]
[SimpleRnn(8, ReturnSequences = true)]
[Bidirectional(Merge = MergeMode.None, Name = "both"), Gru(32, ReturnSequences = true)]
[Dense(4, From = "both.backward")]
[Dense(4, From = "both.forward, dense")]
internal sealed partial class Tagger
{
    private const bool Backwards = !false;
}
