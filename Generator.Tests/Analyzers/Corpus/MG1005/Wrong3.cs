// Two heads side by side, and a label for each output.
[Model(MaxTimesteps = 64)]
[Embedding(5000, 32)]
[Gru(48)]
[Dense(3, Name = "a", Activation = Activation.Linear)]
[Dense(3, Name = "b", From = "gru", Activation = Activation.Sigmoid)]
[Concatenate(From = "a, b")]
[Loss(LossKind.BinaryCrossentropy, LabelSmoothing = 0.05)] // MG1005
public sealed partial class Labels;
