// All layers stand on one declaration.
[Model(Features = 8, MaxTimesteps = 50)]
[Gru(32, ReturnSequences = true)]
[Dropout(0.1)]
[Dense(10)]
public sealed partial class Reader
{
    public int Rows { get; init; }
}

[Loss(LossKind.SparseCategoricalCrossentropy, FromLogits = true)]
partial class Reader
{
    public bool IsEmpty => Rows == 0;
}
