// Softmax over the units, behind the cell and not in it; members by their numbers.
namespace Text;

[Model(Features = 8, MaxTimesteps = 50, Initializers = (InitializerPreset)0)]
[Bidirectional(Merge = (MergeMode)1)]
[Lstm(32, Activation = Activation.Softsign, ActivityL2 = 0)]
[Dense(10)]
[Activation(Choices.Head)]
[Loss((LossKind)1, LabelSmoothing = 0)]
public sealed partial class Reader;

internal static class Choices
{
    public const Activation Head = Activation.Softmax;
}
