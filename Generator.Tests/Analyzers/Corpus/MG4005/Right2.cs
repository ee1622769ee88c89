// Whole sequences share each weight among their timesteps.
[Model(Features = 64, MaxTimesteps = 50)]
[Lstm(256)]
[Dense(10)]
public sealed partial class Tracker;
