// A preset without a forget bias, and training from scratch.
namespace Speech
{
    [Model(Features = 8, Timesteps = 50, Framework = FrameworkPreset.PyTorch)]
    [Lstm(24, ReturnSequences = true)] // MG1001
    [Lstm(units: 24, BiasInitializer = Initializer.Zeros)] // MG1001
    [Dense(1, Activation = Activation.Sigmoid)]
    [Loss(LossKind.BinaryCrossentropy)]
    internal sealed partial class Wake;
}
