namespace Speech;

public static partial class Models
{
    [Model(Features = 5, MaxTimesteps = 30)] // MG3001
    [Bidirectional] [Lstm(7)] // MG3001
    [Dense(2)]
    public sealed partial class Tagger;
}
