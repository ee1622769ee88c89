namespace Speech;

/// <summary>Tells digits apart.</summary>
[Model(Features = 13, MaxTimesteps = 99)]
[Lstm(64, ReturnSequences = true)]
[GlobalAveragePooling1D]
[Dense(10)]
[Loss(LossKind.SparseCategoricalCrossentropy, FromLogits = true)]
public sealed partial class Digits
{
    public static string NameOf(int label) => label switch { 0 => "zero", 1 => "one", _ => "many" };
}
