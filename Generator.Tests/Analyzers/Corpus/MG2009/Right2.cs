using System;
using System.Collections.Generic;

[Model(Features = 2, Streaming = true)]
[Lstm(8)]
[Dense(1)]
public sealed partial class Mind;

public sealed class Npc
{
    public ModelState Memory { get; } = Mind.CreateState();

    public float[] Seen { get; } = new float[2];

    public float[] Done { get; } = new float[1];
}

public sealed class World
{
    private readonly List<Npc> _npcs = new();
    private readonly Mind _mind = new(Mind.Weights.Create(seed: 1));
    private readonly float[] _y = new float[1];

    public void Update()
    {
        foreach (Npc npc in _npcs)
        {
            _mind.Step(npc.Memory, npc.Seen, npc.Done);
        }
    }

    // A set of agents that is read as one sequence.
    public float Danger()
    {
        _mind.ResetState();
        foreach (Npc npc in _npcs)
        {
            _mind.Step(npc.Seen, _y);
        }

        return _y[0];
    }

    // A state for each, put in and taken out.
    public void Swap(ModelState[] states, float[][] players, float[] y)
    {
        for (int player = 0; player < players.Length; player++)
        {
            _mind.State.CopyFrom(states[player]);
            _mind.Step(players[player], y);
            states[player].CopyFrom(_mind.State);
        }
    }
}
