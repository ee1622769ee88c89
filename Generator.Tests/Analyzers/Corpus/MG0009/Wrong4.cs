// A layer above all inputs, a mask of one of them, an input that is the only one and ids.
namespace Sensors
{
    [Model(MaxTimesteps = 50)]
    [Dense(4)] // MG0009
    [Input(3, Name = "audio")]
    [Lstm(8, From = "audio, dense")]
    public sealed partial class Above;

    [Model(MaxTimesteps = 50)]
    [Input(3, Name = "audio")]
    [Masking] // MG0009
    [Input(3, Name = "motion")]
    [Lstm(8, From = "masking, motion")]
    public sealed partial class Masked;

    [Model(MaxTimesteps = 50)]
    [Input(1, Name = "words")]
    [Embedding(30, 5)] // MG0009
    [Lstm(8)]
    public sealed partial class Only;
}
