// A preset without a forget bias, and training from scratch.
namespace Speech
{
    [Model(Features = 8, Timesteps = 50, Framework = FrameworkPreset.PyTorch)]
    [Lstm(24, ReturnSequences = true, UnitForgetBias = true)]
    [Lstm(units: 24, BiasInitializer = Initializer.Zeros, UnitForgetBias = true)]
    [Dense(1, Activation = Activation.Sigmoid)]
    [Loss(LossKind.BinaryCrossentropy)]
    internal sealed partial class Wake;
}
