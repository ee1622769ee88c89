// Nothing says what these read.
namespace Sensors;

[Model(MaxTimesteps = 50, Features = 1)]
[Lstm(32)]
public sealed partial class Reader;

internal static partial class Models
{
    [Dropout(0.2), Model(Streaming = true, Features = 1), Gru(8)]
    private sealed partial class Stream;

    [LayerNormalization]
    [Bidirectional]
    [SimpleRnn(4, ReturnSequences = true)]
    [Model(
        MaxTimesteps = 12, Initializers = InitializerPreset.PyTorch, Features = 1)]
    public sealed partial class Steps;
}
