// One direction of two, and a head that the model does not return.
internal static partial class Models
{
    [Model(Features = 8, Timesteps = 50)]
    [Bidirectional(Merge = MergeMode.None, Name = "ways")]
    [SimpleRnn(6)]
    [Dense(1, Activation = Activation.Sigmoid, Name = "alarm", From = "ways.forward", Output = true)]
    [Dense(4, Name = "kind", From = "ways.backward")]
    [Loss(LossKind.CategoricalCrossentropy, FromLogits = true, Output = "kind")]
    public sealed partial class Machine;
}
