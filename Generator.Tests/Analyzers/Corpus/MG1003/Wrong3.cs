using static ModelGen.Initializer;

[Model(Features = 8, MaxTimesteps = 50)]
[Bidirectional]
[Gru(40, RecurrentInitializer = Start.Kernel, RecurrentInitializerMean = 0.02)] // MG1003
[BackwardLayer]
[Lstm(40, Projection = 20, RecurrentInitializer = TruncatedNormal, RecurrentInitializerScale = 1)] // MG1003
[Dense(1)]
public sealed partial class Mixed;

internal static class Start
{
    public const ModelGen.Initializer Kernel = Constant;
}
