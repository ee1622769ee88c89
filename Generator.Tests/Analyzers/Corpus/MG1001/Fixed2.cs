// The constant is that of every gate but does not open this one, and the second cell has no bias at all.
[Model(Features = 8, MaxTimesteps = 50)]
[Bidirectional(Name = "both")]
[Lstm(24, BiasInitializer = Initializer.Constant, BiasInitializerMean = 0.01, UnitForgetBias = true)]
[BackwardLayer]
[Lstm(12)]
[Dense(3)]
[Loss(LossKind.SparseCategoricalCrossentropy, FromLogits = true)]
public sealed partial class Reader;

internal static class Start
{
    public const bool Open = 1 > 2;
}
