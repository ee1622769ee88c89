namespace Speech;

public static partial class Models
{
    [Model(Features = 5, MaxTimesteps = 30)]
    [Bidirectional] [Lstm(7)]
    [Dense(2)]
    public sealed partial class Tagger;
}
