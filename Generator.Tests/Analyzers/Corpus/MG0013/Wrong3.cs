// A graph of two inputs with a loss for each output, and a loss without anything.
[Input(4, Name = "audio")] // MG0013
[Gru(8, ReturnSequences = true)]
[Input(2, Name = "motion")]
[Dense(1, Name = "level", From = "gru, motion", Output = true)]
[Dense(3, Name = "kind", From = "gru")]
[Loss(LossKind.MeanSquaredError, Output = "level")]
[Loss(LossKind.CategoricalCrossentropy, FromLogits = true, Output = "kind")]
public sealed partial class Graph;
