[Model(Features = 8, MaxTimesteps = 50)]
[Lstm(24, UseBias = false, BiasInitializer = Initializer.Ones, ReturnSequences = true)] // MG0010
[Dropout(Rates.None)] // MG0010
[Gru(8, Dropout = 0.1, RecurrentDropout = 0, KernelL2 = 0.0)] // MG0010
[Dense(1)]
public sealed partial class Forecast;

internal static class Rates
{
    public const double None = 0.5 - 0.5;
}
