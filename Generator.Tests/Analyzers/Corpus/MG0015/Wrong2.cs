namespace Text
{
    [Model(MaxTimesteps = 12)] // MG0015
    [Embedding(90, 7)] // MG0015
    [Bidirectional] // MG0015
    [SimpleRnn(8, ReturnSequences = true)]
    [GlobalMaxPooling1D] // MG0015
    [Dense(2)] // MG0015
    internal sealed partial class Reader;
}
