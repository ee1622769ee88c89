using System.Reflection;

// The attributes are used as objects, not as declarations; and a class is derived from a model's.
public static class Exporter
{
    public static int UnitsOf(System.Type type) => type.GetCustomAttribute<LstmAttribute>()?.Units ?? new DenseAttribute(3).Units;

    public static float[] Probe(Small model) => new float[Small.Features];
}

[Model(Features = 3, MaxTimesteps = 7)]
[Lstm(8)]
public partial class Small;

public sealed class Smaller(Small.Weights weights) : Small(weights);
