// One output is enough for a yes or no, and two classes for a choice.
namespace Text
{
    [Model(MaxTimesteps = 50)]
    [Embedding(1000, 16)]
    [Lstm(64, ReturnSequences = true)]
    [Dense(1, Name = "end", Output = true)]
    [Dense(2, Name = "kind", From = "lstm")]
    [Loss(LossKind.BinaryCrossentropy, Output = "end", FromLogits = true, Weight = 2)]
    [Loss(LossKind.SparseCategoricalCrossentropy, Output = "kind", FromLogits = true)]
    public sealed partial class Tagger;

    [Model(MaxTimesteps = 50)]
    [Input(1, Name = "words")]
    [Embedding(1000, 16)]
    [Input(1, Name = "tags")]
    [Embedding(20, 4, From = "tags")]
    [Gru(8, From = "embedding, embedding_1")]
    public sealed partial class Both;
}
