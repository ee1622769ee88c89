// Layers on the declaration without [Model], which says how and not what; and members on all of them.
[Model(Features = 8, MaxTimesteps = 50)]
[Loss(LossKind.MeanSquaredError)]
public sealed partial class Reader
{
    public int Rows { get; init; }
}

[Bidirectional(Name = "both")]
[Lstm(8)]
[Dense(2)]
partial class Reader
{
    public bool IsEmpty => Rows == 0;
}
