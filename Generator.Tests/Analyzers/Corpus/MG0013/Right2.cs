// Layers of another library.
namespace Cars
{
    [Dense(3)]
    [Input]
    public class Roadster;

    [System.AttributeUsage(System.AttributeTargets.Class)]
    internal sealed class DenseAttribute(int seats) : System.Attribute
    {
        public int Seats => seats;
    }

    [System.AttributeUsage(System.AttributeTargets.All)]
    internal sealed class InputAttribute : System.Attribute;
}
