[Model(Features = 24, MaxTimesteps = 50)]
[Lstm(64)]
[Dense(4)]
public sealed partial class Gestures;
