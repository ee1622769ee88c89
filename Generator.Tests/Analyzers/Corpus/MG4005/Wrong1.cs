[Model(Features = 64, Streaming = true)] // MG4005
[Lstm(256)]
[Dense(10)]
public sealed partial class Tracker;
