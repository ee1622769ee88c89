using System;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace ModelGen.CompilerServices;

/// <summary>One direction of a bidirectional layer: 0 the forward one, 1 the backward one. Emitted code has one such method per layer and tier.</summary>
public delegate void RunDirection(DirectionCall call, int direction);

/// <summary>The arguments of a bidirectional layer, for two threads. What they refer to does not move while the call is in progress.</summary>
public sealed unsafe class DirectionCall
{
    private float* _weights;
    private float* _scratch;
    private float* _input;
    private byte* _kinds;
    private int* _lengths;
    private int _kindCount;

    internal DirectionCall()
    {
    }

    /// <summary>Packed weights.</summary>
    public ref float Weights => ref *_weights;

    /// <summary>The instance's scratch memory.</summary>
    public ref float Scratch => ref *_scratch;

    /// <summary>The layer's input, [timesteps, rows, width].</summary>
    public ref float Input => ref *_input;

    /// <summary>Rows that the scratch memory was made for.</summary>
    public int Capacity { get; private set; }

    /// <summary>Timesteps of the longest row.</summary>
    public int Timesteps { get; private set; }

    /// <summary>Rows.</summary>
    public int Rows { get; private set; }

    /// <summary>There are timesteps that are not active.</summary>
    public bool Ragged { get; private set; }

    /// <summary><see cref="TimestepKind"/> of each timestep and row.</summary>
    public ReadOnlySpan<byte> Kinds => new(_kinds, _kindCount);

    /// <summary>Length of each row.</summary>
    public ReadOnlySpan<int> Lengths => new(_lengths, Rows);

    internal void Run(WorkerPool pool, Action<int> body, ref float weights, ref float scratch, ref float input, int capacity, int timesteps, int rows, ReadOnlySpan<byte> kinds, ReadOnlySpan<int> lengths, bool ragged)
    {
        fixed (float* pinnedWeights = &weights)
        fixed (float* pinnedScratch = &scratch)
        fixed (float* pinnedInput = &input)
        fixed (byte* pinnedKinds = kinds)
        fixed (int* pinnedLengths = lengths)
        {
            _weights = pinnedWeights;
            _scratch = pinnedScratch;
            _input = pinnedInput;
            _kinds = pinnedKinds;
            _lengths = pinnedLengths;
            _kindCount = kinds.Length;
            Capacity = capacity;
            Timesteps = timesteps;
            Rows = rows;
            Ragged = ragged;
            pool.Run(2, body);
        }
    }
}

/// <summary>The threads of one model instance. They wait in the background and end when the instance is collected.</summary>
public abstract class InferenceThreads
{
    /// <summary>Work below which handing it over costs more than it saves.</summary>
    private const int FewestTimesteps = 8;

    private readonly DirectionCall _call = new();
    private readonly Action<int> _runDirection;
    private RunDirection? _direction;

    private protected InferenceThreads(ModelShape shape, int threads)
    {
        Count = threads;
        Pool = WorkerPool.ForInference(threads, $"{shape.ModelName} inference");
        _runDirection = direction => _direction!(_call, direction);
    }

    /// <summary>Threads that may work at once, the calling one included.</summary>
    public int Count { get; }

    private protected WorkerPool Pool { get; }

    /// <summary>Handing over one direction of a layer is worth it.</summary>
    public static bool AreWorth(InferenceThreads? threads, int timesteps, int rows) => threads is not null && timesteps * rows >= FewestTimesteps;

    /// <summary>Runs both directions of a layer, each on a thread if one is free, and returns when they are done.</summary>
    public void RunDirections(RunDirection direction, ref float weights, ref float scratch, ref float input, int capacity, int timesteps, int rows, ReadOnlySpan<byte> kinds, ReadOnlySpan<int> lengths, bool ragged)
    {
        _direction = direction;
        _call.Run(Pool, _runDirection, ref weights, ref scratch, ref input, capacity, timesteps, rows, kinds, lengths, ragged);
    }
}

/// <summary>As above, for batches whose rows are shared out between threads.</summary>
/// <typeparam name="TModel">The model's class.</typeparam>
/// <typeparam name="TInput">What its rows are made of.</typeparam>
public sealed unsafe class InferenceThreads<TModel, TInput> : InferenceThreads
    where TModel : class
    where TInput : unmanaged
{
    /// <summary>Fewer rows than this are not worth a thread of their own.</summary>
    private const int FewestRows = 4;

    private readonly ModelShape _shape;
    private readonly AlignedBuffer[] _scratch;
    private readonly byte[][] _kinds;
    private readonly Action<int> _runPart;
    private Action<TModel, int>? _part;
    private TModel? _model;

    // The call in progress, pinned.
    private TInput* _x;
    private int* _lengths;
    private float* _y;
    private void* _states;
    private int _timesteps;
    private int _rows;
    private int _parts;

    /// <summary>Allocates scratch memory for each thread and starts the threads.</summary>
    /// <param name="shape">The model's shape.</param>
    /// <param name="threads">Threads, the calling one included; at least 2.</param>
    /// <param name="scratch">The instance's own scratch memory, for the first part of a batch.</param>
    /// <param name="kinds">The instance's own kinds of timesteps.</param>
    public InferenceThreads(ModelShape shape, int threads, AlignedBuffer scratch, byte[] kinds)
        : base(shape, threads)
    {
        _shape = shape;
        _runPart = part => _part!(_model!, part);
        _scratch = new AlignedBuffer[threads];
        _kinds = new byte[threads][];
        for (int i = 0; i < threads; i++)
        {
            _scratch[i] = i == 0 ? scratch : new AlignedBuffer(scratch.Length);
            _kinds[i] = i == 0 ? kinds : new byte[kinds.Length];
        }
    }

    /// <summary>Into how many parts, one for each thread, a batch is cut; 1 where it is too small for that.</summary>
    public int Parts(int rows) => Math.Min(Count, rows / FewestRows);

    /// <summary>Calls <paramref name="part"/> for each part of the batch, on different threads, and returns when all are done.</summary>
    public void Run(TModel model, Action<TModel, int> part, int parts, ReadOnlySpan<TInput> x, int timesteps, ReadOnlySpan<int> lengths, Span<float> y, ReadOnlySpan<ModelState> states)
    {
        fixed (TInput* pinnedX = x)
        fixed (int* pinnedLengths = lengths)
        fixed (float* pinnedY = y)
#pragma warning disable CS8500 // The address of references: the memory that holds them is pinned, and they are only read through a reference to it.
        fixed (ModelState* pinnedStates = states)
#pragma warning restore CS8500
        {
            _model = model;
            _part = part;
            _x = pinnedX;
            _lengths = pinnedLengths;
            _y = pinnedY;
            _states = pinnedStates;
            _timesteps = timesteps;
            _rows = lengths.Length;
            _parts = parts;
            try
            {
                Pool.Run(parts, _runPart);
            }
            finally
            {
                // The threads hold this object while they work; nothing must keep the model alive.
                _model = null;
            }
        }
    }

    /// <summary>The rows of one part, in the same order for every number of threads.</summary>
    public BatchPart<TInput> Part(int part)
    {
        int first = (int)((long)_rows * part / _parts);
        int rows = (int)((long)_rows * (part + 1) / _parts) - first;
        int inputs = _timesteps * _shape.Features;
        int outputs = _shape.Outputs * _shape.OutputsOf(_timesteps);
        return new BatchPart<TInput>
        {
            Scratch = _scratch[part],
            Kinds = _kinds[part],
            Timesteps = _timesteps,
            X = new ReadOnlySpan<TInput>(_x + ((long)first * inputs), rows * inputs),
            Lengths = new ReadOnlySpan<int>(_lengths + first, rows),
            Y = new Span<float>(_y + ((long)first * outputs), rows * outputs),
            States = _states is null ? default : MemoryMarshal.CreateReadOnlySpan(ref Unsafe.Add(ref Unsafe.AsRef<ModelState>(_states), first), rows),
        };
    }
}

/// <summary>Some rows of a batch, with memory of their own to compute them in.</summary>
public ref struct BatchPart<TInput>
    where TInput : unmanaged
{
    /// <summary>Scratch memory.</summary>
    public required AlignedBuffer Scratch { get; init; }

    /// <summary>Room for the kinds of timesteps.</summary>
    public required byte[] Kinds { get; init; }

    /// <summary>Timesteps of each row.</summary>
    public required int Timesteps { get; init; }

    /// <summary>Inputs <c>[rows, T, Features]</c>.</summary>
    public required ReadOnlySpan<TInput> X { get; init; }

    /// <summary>Lengths <c>[rows]</c>.</summary>
    public required ReadOnlySpan<int> Lengths { get; init; }

    /// <summary>Outputs.</summary>
    public required Span<float> Y { get; init; }

    /// <summary>States <c>[rows]</c>, or none.</summary>
    public required ReadOnlySpan<ModelState> States { get; init; }
}
