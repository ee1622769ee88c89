using System.Collections.Generic;

// No modifier is to blame here.
public sealed class Bank<TKey>
    where TKey : notnull
{
    private readonly Dictionary<TKey, float> _levels = new();

    public void Set(TKey key, float level) => _levels[key] = level;
}

[Model(Features = 4, MaxTimesteps = 30)]
[Lstm(8)]
[Dense(1)]
internal sealed partial class Level;

[Model(Features = 4, MaxTimesteps = 30)]
[Gru(8)]
public sealed partial class Trend;

public abstract class Sensor
{
    public abstract string Name { get; }
}

[Model(Features = 4, MaxTimesteps = 30)]
[Gru(8)]
public sealed partial class Pressure : Sensor
{
    public override string Name => "pressure";
}

[Model(Features = 4, MaxTimesteps = 30)]
[Gru(8)]
public sealed partial class Flow
{
    public int Channel { get; init; }
}
