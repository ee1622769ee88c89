// Transposed, and not of floats.
[Model(MaxTimesteps = 20)]
[Embedding(50, 6)] // MG3001
[Gru(5)]
[Dense(4)] // MG3001
public sealed partial class Reader;
