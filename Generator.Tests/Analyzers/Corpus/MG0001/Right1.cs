// Every kind of type can stand around a model, and the class need not be public or sealed.
namespace Plants;

internal static partial class Pumps
{
    public partial interface IMonitor
    {
        private partial record struct State(int Pump)
        {
            [Model(Features = 5, Streaming = true)]
            [Gru(12)]
            [Dense(1)]
            internal partial class Wear;
        }
    }
}
