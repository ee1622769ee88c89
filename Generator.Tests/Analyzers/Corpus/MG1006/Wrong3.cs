using static ModelGen.Activation;

namespace Sensors
{
    [Model(Features = 3, Streaming = true)]
    [SimpleRnn(Size.Cell)]
    [Dense(units: Size.Heads, Activation = Softmax, UseBias = false)] // MG1006
    internal sealed partial class Fall;

    internal static class Size
    {
        public const int Cell = 9;
        public const int Heads = Cell / 9;
    }
}
