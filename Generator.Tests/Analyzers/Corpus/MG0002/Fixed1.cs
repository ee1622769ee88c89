namespace Text;

public static partial class Models
{
    [Model(Features = 32, MaxTimesteps = 120)]
    [Lstm(64, ReturnSequences = true)]
    [Dropout(0.2)]
    [Lstm(units: 48, ReturnSequences = true, RecurrentDropout = 0.1)]
    [Dense(24, Activation = Activation.Relu)]
    [LayerNormalization]
    [Gru(16)]
    [Dense(2)]
    internal sealed partial class Sentiment;
}
