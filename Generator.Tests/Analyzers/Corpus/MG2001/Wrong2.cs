// The order goes on through layers that do not look at time, up to the model's output.
[Model(MaxTimesteps = 64)]
[Embedding(500, 16, Name = "words")]
[Gru(24, Name = "back", From = "words", ReturnSequences = true, GoBackwards = true)] // MG2001
[LayerNormalization]
[Dropout(0.2)]
[Dense(5)]
[Loss(LossKind.SparseCategoricalCrossentropy, FromLogits = true)]
public sealed partial class Tagger;
