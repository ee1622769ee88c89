// The order goes on through layers that do not look at time, up to the model's output.
[Model(MaxTimesteps = 64)]
[Embedding(500, 16, Name = "words")]
[Bidirectional(Name = "back", From = "words")]
[Gru(24, ReturnSequences = true)]
[LayerNormalization]
[Dropout(0.2)]
[Dense(5)]
[Loss(LossKind.SparseCategoricalCrossentropy, FromLogits = true)]
public sealed partial class Tagger;
