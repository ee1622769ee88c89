// Two heads; only one of them is squashed twice.
[Model(MaxTimesteps = Limits.Words)]
[Embedding(5000, 32)]
[Lstm(48)]
[Dense(5, Name = "topic", Output = true)]
[Dense(1, Name = "score", From = "lstm")]
[Loss(LossKind.BinaryCrossentropy, Output = "topic", FromLogits = Limits.Logits)]
[Loss(LossKind.BinaryCrossentropy, Output = "score", FromLogits = Limits.Logits)]
public sealed partial class Review;

internal static class Limits
{
    public const int Words = 64;
    public const bool Logits = true;
}
