// Numbers that are no members, and activations that a cell cannot have.
namespace Text;

[Model(Features = 8, MaxTimesteps = 50)]
[Bidirectional]
[Lstm(32, ReturnSequences = true)]
[Gru(16)]
[Dense(10)]
public sealed partial class Reader;

internal static class Choices
{
    public const Activation Gate = Activation.Softmax;
}
