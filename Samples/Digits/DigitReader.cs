using ModelGen;

namespace Digits;

/// <summary>
/// Reads an 8×8 image as eight timesteps of eight pixels, from the top down and from the bottom up, and returns a score
/// (a logit) for each of the ten digits. There is no other source of this network: the compiler writes the rest.
/// </summary>
[Model(Features = 8, MaxTimesteps = 8)]
[Bidirectional]
[Lstm(32, ReturnSequences = true)]
[Dropout(0.3)]
[Lstm(32)]
[Dropout(0.3)]
[Dense(10)]
[Loss(LossKind.SparseCategoricalCrossentropy, FromLogits = true)]
public sealed partial class DigitReader;
