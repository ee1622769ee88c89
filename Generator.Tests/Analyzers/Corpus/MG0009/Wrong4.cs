// A layer above all inputs, two masks, a branch past the one mask, an input that is the only one and ids.
namespace Sensors
{
    [Model(MaxTimesteps = 50)]
    [Dense(4)] // MG0009
    [Input(3, Name = "audio")]
    [Lstm(8, From = "audio, dense")]
    public sealed partial class Above;

    [Model(MaxTimesteps = 50)]
    [Input(3, Name = "audio")]
    [Masking]
    [Input(3, Name = "motion")]
    [Masking(-1)] // MG0009
    [Lstm(8, From = "masking, masking_1")]
    public sealed partial class Masked;

    [Model(MaxTimesteps = 50)]
    [Input(3, Name = "audio")]
    [Masking]
    [Lstm(8)]
    [Input(3, Name = "motion")]
    [Gru(8)] // MG0009
    [Dense(2, From = "lstm, gru")]
    public sealed partial class Past;

    [Model(MaxTimesteps = 50)]
    [Input(1, Name = "words")]
    [Embedding(30, 5)] // MG0009
    [Lstm(8)]
    public sealed partial class Only;
}
