using System;

namespace ModelGen;

/// <summary>How a trainer runs. None of it changes what is computed, except <see cref="Seed"/>.</summary>
public sealed class TrainerOptions
{
    private readonly int _threads = Environment.ProcessorCount;

    /// <summary>
    /// Threads that share a step's work, the calling thread included; the number of processors unless set. The result
    /// has the same bits for every number. Threads beyond the number of shards of a batch are not started.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is less than 1.</exception>
    public int Threads
    {
        get => _threads;
        init
        {
            if (value < 1)
            {
                throw new ArgumentOutOfRangeException(nameof(Threads), value, $"Threads must be at least 1, it is {value}.");
            }

            _threads = value;
        }
    }

    /// <summary>Decides the order of shuffled rows and the dropout masks. Same seed, same weights, same data: same bits.</summary>
    public ulong Seed { get; init; }
}
