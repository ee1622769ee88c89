// Two branches, each of which was cut to its last output too early.
[Model(MaxTimesteps = 100)]
[Input(40, Name = "audio")]
[Gru(32, Name = "heard")]
[Input(12, Name = "motion")]
[Lstm(16, Name = "felt")]
[GlobalMaxPooling1D(Name = "peak", From = "heard")] // MG0002
[LastTimestep(From = "felt")] // MG0002
[Dense(5, From = "peak, last_timestep")]
[Loss(LossKind.SparseCategoricalCrossentropy, FromLogits = true)]
public sealed partial class Gesture;
