using System;
using System.Collections.Generic;

namespace ModelGen;

/// <summary>How a trainer runs. <see cref="Threads"/> and <see cref="PrefetchedBatches"/> change no bit of what is computed.</summary>
public sealed class TrainerOptions
{
    private const int MostPrefetchedBatches = 1024;

    private readonly int _threads = Environment.ProcessorCount;
    private readonly int _accumulatedSteps = 1;
    private readonly int _prefetchedBatches = 2;
    private readonly IReadOnlyList<ParameterGroup> _groups = [];

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

    /// <summary>
    /// Data sets may have more timesteps than the model's MaxTimesteps: <c>Fit</c> and <c>Evaluate</c> go through a batch of such rows in pieces of MaxTimesteps. Each
    /// piece is a training step of its own and begins in the state in which the one before it ended, but no gradient goes back into that one: truncated
    /// back-propagation through time (Williams and Peng, 1990; Keras' <c>stateful</c>). The first piece of every row begins in a state of zeros. For causal models
    /// that return sequences, with a loss per timestep.
    /// </summary>
    public bool CarryStates { get; init; }

    /// <summary>
    /// Batches of a file or a generator that a thread of its own reads and checks ahead, while <c>Fit</c> or <c>Evaluate</c> works on the one before: 2 unless set, 0 to read
    /// on the calling thread. Arrays are there already. It changes no bit.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is negative, or more than 1024: each has memory of its own, and the first few hide all waiting that can be hidden.</exception>
    public int PrefetchedBatches
    {
        get => _prefetchedBatches;
        init
        {
            if (value is < 0 or > MostPrefetchedBatches)
            {
                throw new ArgumentOutOfRangeException(
                    nameof(PrefetchedBatches), value, $"{nameof(PrefetchedBatches)} must be 0 to {MostPrefetchedBatches}, it is {value}. Each batch has memory of its own; 2 are enough unless the source comes in bursts.");
            }

            _prefetchedBatches = value;
        }
    }

    /// <summary>Decides the order of shuffled rows and the dropout masks. Same seed, same weights, same data: same bits.</summary>
    public ulong Seed { get; init; }

    /// <summary>Tensors that are frozen, or have a learning rate or no weight decay of their own; none unless set.</summary>
    /// <exception cref="ArgumentNullException">The value is null.</exception>
    public IReadOnlyList<ParameterGroup> Groups
    {
        get => _groups;
        init
        {
            ArgumentNullException.ThrowIfNull(value, nameof(Groups));
            _groups = value;
        }
    }

    /// <summary>
    /// A weight for each class, by which the losses of its elements are multiplied in training, not in evaluation (Keras' <c>class_weight</c>); null for none. For
    /// class ids, for the class that a distribution favours, and for the classes 0 and 1 of a single binary output.
    /// </summary>
    public IReadOnlyList<float>? ClassWeights { get; init; }

    /// <summary>
    /// Steps whose gradients are averaged before the weights are updated once, as Keras' <c>gradient_accumulation_steps</c>: 1 unless set. It goes on from one epoch to
    /// the next.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is less than 1.</exception>
    public int AccumulatedSteps
    {
        get => _accumulatedSteps;
        init
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(value, 1, nameof(AccumulatedSteps));
            _accumulatedSteps = value;
        }
    }
}
