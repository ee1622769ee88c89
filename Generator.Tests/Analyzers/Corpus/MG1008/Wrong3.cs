using static ModelGen.Activation;

[Model(MaxTimesteps = 200)]
[Embedding(90, 12)]
[Gru(units: 16, Activation = Exponential, ReturnSequences = true)] // MG1008
[Lstm(16, Activation = Cell.Candidate, OutputActivation = Elu)] // MG1008
[Dense(4, Activation = Softmax)]
[Loss(LossKind.CategoricalCrossentropy)]
internal sealed partial class Letters;

internal static class Cell
{
    public const ModelGen.Activation Candidate = Linear;
}
