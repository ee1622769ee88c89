namespace Text;

public static partial class Models
{
    private const bool Every = true;

    [Model(MaxTimesteps = 120), Embedding(500, 32), Bidirectional, Lstm(64, ReturnSequences = Every), Dropout(0.2), Gru(16), Dense(8), BatchNormalization, Dense(2)]
    internal sealed partial class Sentiment;
}
