// Two branches, each of which was cut to its last output too early.
[Model(MaxTimesteps = 100)]
[Input(40, Name = "audio")]
[Gru(32, Name = "heard", ReturnSequences = true)]
[Input(12, Name = "motion")]
[Lstm(16, Name = "felt", ReturnSequences = true)]
[GlobalMaxPooling1D(Name = "peak", From = "heard")]
[LastTimestep(From = "felt")]
[Dense(5, From = "peak, last_timestep")]
[Loss(LossKind.SparseCategoricalCrossentropy, FromLogits = true)]
public sealed partial class Gesture;
