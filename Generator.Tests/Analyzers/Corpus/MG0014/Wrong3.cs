// One direction of two, and a head that the model does not return.
internal static partial class Models
{
    [Model(Features = 8, Timesteps = 50)]
    [Bidirectional(Merge = MergeMode.None, Name = "ways")] // MG0014
    [SimpleRnn(6)]
    [Dense(1, Activation = Activation.Sigmoid, Name = "alarm", From = "ways.backward")] // MG0014
    [Dense(4, Name = "kind", From = "ways.backward")]
    [Loss(LossKind.CategoricalCrossentropy, FromLogits = true)]
    public sealed partial class Machine;
}
