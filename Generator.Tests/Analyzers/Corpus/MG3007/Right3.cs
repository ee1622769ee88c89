// Without recurrent layers there is nothing to count.
[Model(MaxTimesteps = 20)]
[Embedding(50, 6)]
[GlobalAveragePooling1D]
[Dense(4)]
public sealed partial class Reader;
