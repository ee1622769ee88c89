// Too small for so few units; zeros; and numbers between 0 and 1, whose mean adds up.
[Model(Features = 8, MaxTimesteps = 50)]
[Gru(16, RecurrentInitializer = Initializer.RandomUniform, ReturnSequences = true)] // MG1003
[SimpleRnn(16, RecurrentInitializer = Initializer.Zeros, ReturnSequences = true)] // MG1003
[Lstm(16, ReturnSequences = true,
    RecurrentInitializer = Initializer.RandomUniform, // MG1003
    RecurrentInitializerMean = 0.5,
    RecurrentInitializerScale = 0.5)]
[Gru(16)]
[Dense(1)]
[Loss(LossKind.MeanSquaredError)]
public sealed partial class Deep;
