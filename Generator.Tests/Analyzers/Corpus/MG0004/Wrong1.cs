// Constants that went wrong, in a model of two outputs.
namespace Sensors;

internal static class Sizes
{
    public const int Bands = 0;
    public const int Hidden = -Bands - 32;
    public const double Keep = 1.0;
}

[Model(Features = Sizes.Bands, MaxTimesteps = -1)] // MG0004, MG0004
[Lstm(units: Sizes.Hidden, ReturnSequences = true, RecurrentDropout = Sizes.Keep)] // MG0004, MG0004
[Dropout(256)] // MG0004
[Dense(0, Name = "level", Output = true)] // MG0004
[Dense(4, Name = "kind")]
[Loss(LossKind.Huber, Output = "level", Delta = 0)] // MG0004
[Loss(LossKind.CategoricalCrossentropy, FromLogits = true, Output = "kind", Weight = -1)] // MG0004
public sealed partial class Machine;
