// [Model] stands on another declaration, or below the layers.
[Lstm(8)]
[Dense(2)]
public sealed partial class Reader;

[Model(Features = 3, MaxTimesteps = 7)]
public sealed partial class Reader
{
    public int Rows { get; set; }
}

[Lstm(8), Dense(2), Model(Features = 3, MaxTimesteps = 7)]
public sealed partial class Last;
