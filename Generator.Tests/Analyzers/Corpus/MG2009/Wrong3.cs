using System;
using System.Collections.Generic;

[Model(Features = 2, Streaming = true)]
[Lstm(8)]
[Dense(1)]
public sealed partial class Mind;

public sealed class Npc
{
    public float[] Seen { get; } = new float[2];

    public float[] Done { get; } = new float[1];
}

public sealed class World
{
    private readonly List<Npc> _npcs = new();
    private readonly Mind _mind = new(Mind.Weights.Create(seed: 1));

    public void Update()
    {
        foreach (Npc npc in _npcs)
        {
            _mind.Step(npc.Seen, npc.Done); // MG2009
        }
    }

    public static void Simulate(Mind mind, float[][][] seen, float[] y, float[] total)
    {
        mind.ResetState();
        for (int t = 0; t < seen[0].Length; t++)
        {
            for (int i = 0; i < seen.Length; i++)
            {
                mind.Step(seen[i][t], y); // MG2009
                total[i] += y[0];
            }
        }
    }
}
