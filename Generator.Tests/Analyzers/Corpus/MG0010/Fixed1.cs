[Model(Features = 8, MaxTimesteps = 50)]
[Lstm(24, UseBias = false, ReturnSequences = true)]
[Gru(8, Dropout = 0.1, KernelL2 = 0.0)]
[Dense(1)]
public sealed partial class Forecast;

internal static class Rates
{
    public const double None = 0.5 - 0.5;
}
