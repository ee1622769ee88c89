// The class itself is partial; what it stands in is not.
namespace Plants
{
    internal static class Pumps // MG0001
    {
        public const string Unit = "bar";

        public interface IMonitor // MG0001
        {
            [Model(Features = 5, Streaming = true)]
            [Gru(12)]
            [Dense(1)]
            protected internal sealed partial class Wear;

            string Describe() => Unit;
        }
    }
}
