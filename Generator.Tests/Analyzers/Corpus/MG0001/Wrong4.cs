using System.Collections.Generic;

// No modifier is to blame here.
public sealed partial class Bank<TKey> // MG0001
    where TKey : notnull
{
    private readonly Dictionary<TKey, float> _levels = new();

    public void Set(TKey key, float level) => _levels[key] = level;

    [Model(Features = 4, MaxTimesteps = 30)]
    [Lstm(8)]
    [Dense(1)]
    private sealed partial class Level;
}

[Model(Features = 4, MaxTimesteps = 30)]
[Gru(8)]
public sealed partial record Trend; // MG0001

public abstract class Sensor(string name)
{
    public string Name => name;
}

[Model(Features = 4, MaxTimesteps = 30)]
[Gru(8)]
public sealed partial class Pressure : Sensor // MG0001
{
    public Pressure()
        : base("pressure")
    {
    }
}

[Model(Features = 4, MaxTimesteps = 30)]
[Gru(8)]
public sealed partial class Flow(int channel) // MG0001
{
    public int Channel => channel;
}
