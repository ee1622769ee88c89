// Nothing says what these read.
namespace Sensors;

[Model(MaxTimesteps = 50)] // MG0009
[Lstm(32)]
public sealed partial class Reader;

internal static partial class Models
{
    [Dropout(0.2), Model(Streaming = true), Gru(8)] // MG0009
    private sealed partial class Stream;

    [LayerNormalization]
    [Bidirectional]
    [SimpleRnn(4, ReturnSequences = true)]
    [Model( // MG0009
        MaxTimesteps = 12, Initializers = InitializerPreset.PyTorch)]
    public sealed partial class Steps;
}
