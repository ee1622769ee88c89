// Which layers come first?
[Model(Features = 8, MaxTimesteps = 50)]
[Gru(32, ReturnSequences = true)]
public sealed partial class Reader
{
    public int Rows { get; init; }
}

[Dropout(0.1)] // MG0005
[Dense(10)]
[Loss(LossKind.SparseCategoricalCrossentropy, FromLogits = true)]
partial class Reader
{
    public bool IsEmpty => Rows == 0;
}
