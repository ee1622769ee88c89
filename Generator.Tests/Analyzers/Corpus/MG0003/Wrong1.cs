// An embedding, a mask and a loss that cannot stand where they do.
namespace Text;

internal static partial class Models
{
    [Model(Features = 8, MaxTimesteps = 50)]
    [Lstm(64, ReturnSequences = true)]
    [Masking(-1)] // MG0003
    [Embedding(1000, 16)] // MG0003
    [Dense(1, Activation = Activation.Sigmoid)]
    [Loss(LossKind.SparseCategoricalCrossentropy)] // MG0003
    public sealed partial class Tagger;
}
