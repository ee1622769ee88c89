// Constants that went wrong, in a model of two outputs.
namespace Sensors;

internal static class Sizes
{
    public const int Bands = 24;
    public const int Hidden = Bands + 8;
    public const double Keep = 0.25;
}

[Model(Features = Sizes.Bands, MaxTimesteps = 100)]
[Lstm(units: Sizes.Hidden, ReturnSequences = true, RecurrentDropout = Sizes.Keep)]
[Dropout(0.2)]
[Dense(1, Name = "level", Output = true)]
[Dense(4, Name = "kind")]
[Loss(LossKind.Huber, Output = "level", Delta = 0.5)]
[Loss(LossKind.CategoricalCrossentropy, FromLogits = true, Output = "kind", Weight = 2)]
public sealed partial class Machine;
