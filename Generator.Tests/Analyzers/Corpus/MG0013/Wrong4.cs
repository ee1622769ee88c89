// The model of the base class is not its heir's.
[Model(Features = 3, MaxTimesteps = 7)]
[Lstm(8)]
public partial class First;

[Lstm(8)] // MG0013
[Dense(2)]
public sealed partial class Second : First
{
    public Second(First.Weights weights)
        : base(weights)
    {
    }
}

[Loss(LossKind.MeanSquaredError)] // MG0013
public sealed partial class Third;
