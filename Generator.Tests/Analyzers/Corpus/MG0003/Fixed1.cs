namespace Text;

internal static partial class Models
{
    [Model(MaxTimesteps = 50)]
    [Embedding(1000, 16, MaskZero = true)]
    [Lstm(64, ReturnSequences = true)]
    [Dense(1, Activation = Activation.Sigmoid)]
    [Loss(LossKind.BinaryCrossentropy)]
    public sealed partial class Tagger;
}
