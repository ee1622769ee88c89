[Model(Features = 24, MaxTimesteps = 50)] // MG0015
[Lstm(64)] // MG0015
[Dense(4)] // MG0015
public sealed partial class Gestures;
