namespace Speech;

public static partial class Models
{
    [Model(Features = 5, MaxTimesteps = 30)]
    [Bidirectional(Name = "both")]
    [Lstm(7, ReturnSequences = true)]
    [BackwardLayer]
    [Gru(4, ReturnSequences = true, ResetAfter = false)]
    [BatchNormalization]
    [GlobalMaxPooling1D]
    [Dense(2, UseBias = false)]
    public sealed partial class Tagger;
}
