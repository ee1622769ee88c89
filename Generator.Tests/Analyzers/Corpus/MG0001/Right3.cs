// An attribute with the same name that is none of ours.
namespace Cars
{
    [System.AttributeUsage(System.AttributeTargets.Class)]
    internal sealed class ModelAttribute : System.Attribute
    {
        public int Features { get; init; }
    }

    [Model(Features = 4)]
    internal static class Roadster;

    [Cars.Model]
    internal abstract record Estate<T>(T Owner);
}
