// Numbers that are no members, and activations that a cell cannot have.
namespace Text;

[Model(Features = 8, MaxTimesteps = 50, Initializers = (InitializerPreset)12, Framework = (FrameworkPreset)(-1))] // MG0011, MG0011
[Bidirectional(Merge = (MergeMode)9)] // MG0011
[Lstm(32, Activation = Activation.Softmax, ReturnSequences = true)] // MG0011
[Gru(16, RecurrentActivation = Choices.Gate)] // MG0011
[Dense(10, KernelInitializer = (Initializer)99)] // MG0011
public sealed partial class Reader;

internal static class Choices
{
    public const Activation Gate = Activation.Softmax;
}
