// Meant over time; softmax is over the units of each timestep.
[Model(Features = 8, MaxTimesteps = 20)]
[Gru(24, ReturnSequences = true)]
[Dense(1, Name = "score")]
[Activation(Activation.Softmax, Name = "attention")] // MG1006
[Concatenate(From = "gru, attention")]
[GlobalAveragePooling1D]
[Dense(3)]
public sealed partial class Attentive;
