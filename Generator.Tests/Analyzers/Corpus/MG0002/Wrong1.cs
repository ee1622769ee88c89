namespace Text;

public static partial class Models
{
    [Model(Features = 32, MaxTimesteps = 120)]
    [Lstm(64)]
    [Dropout(0.2)]
    [Lstm(units: 48, ReturnSequences = false, RecurrentDropout = 0.1)] // MG0002
    [Dense(24, Activation = Activation.Relu)]
    [LayerNormalization]
    [Gru(16)] // MG0002
    [Dense(2)]
    internal sealed partial class Sentiment;
}
