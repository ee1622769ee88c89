// Too large in half of the bits, too.
[Model(Features = 64, Streaming = true)]
[Lstm(512)]
[Dense(10)]
public sealed partial class Tracker;

// A table of 3 MiB, of which a step reads one row.
[Model(Streaming = true)]
[Embedding(10000, 80)]
[Gru(16)]
internal sealed partial class Words;
