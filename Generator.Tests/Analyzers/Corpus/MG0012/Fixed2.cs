// Dropout and masking change nothing in inference.
internal static partial class Models
{
    [Model(Features = Width, Streaming = true), Masking(-1), Dropout(0.5), Gru(3)]
    private sealed partial class Masked;

    [Dropout(0.1)]
    [Dropout(0.2, Name = "more")]
    [Flatten]
    [Model(Features = Width, Timesteps = 6)]
    private sealed partial class Noise;

    private const int Width = 4;
}
