// The class itself is partial; what it stands in is not.
namespace Plants
{
    internal static partial class Pumps
    {
        public const string Unit = "bar";

        public partial interface IMonitor
        {
            [Model(Features = 5, Streaming = true)]
            [Gru(12)]
            [Dense(1)]
            protected internal sealed partial class Wear;

            string Describe() => Unit;
        }
    }
}
