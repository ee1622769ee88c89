// No MaxTimesteps: the model is run step by step, or all sequences are of one length.
namespace Sensors
{
    internal static class Sizes
    {
        public const int Bands = 24;
        public const int Hidden = Bands + 8;
    }

    [Model(Features = Sizes.Bands, Streaming = true)]
    [Gru(Sizes.Hidden)]
    public sealed partial class Stream;

    [Model(Features = Sizes.Bands, Timesteps = 12)]
    [Flatten]
    [Dense(Sizes.Hidden - 28, Activation = Activation.Softmax)]
    public sealed partial class Window;

    [Model(Features = Sizes.Bands, Timesteps = 12, MaxTimesteps = 12)]
    [SimpleRnn(Sizes.Hidden)]
    public sealed partial class Both;
}
