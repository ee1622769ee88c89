using System;
using System.ComponentModel;
using System.Runtime.InteropServices;
using ModelGen.CompilerServices;

namespace ModelGen;

/// <summary>
/// Many streams of one model on shared weights: games' agents, a session per user. Each agent has a state of its own and
/// steps on its own; together they use every weight for a block of agents at once, which is many times faster than one after
/// the other, with the same bits. Models offer it as the nested class <c>Crowd</c>.
/// </summary>
/// <typeparam name="TInput"><see cref="float"/> for models that read features, <see cref="int"/> for ids.</typeparam>
public abstract class ModelCrowd<TInput> : ModelCrowd
    where TInput : unmanaged
{
    private readonly ModelShape _shape;
    private readonly CrowdLayout _layout;
    private readonly AlignedBuffer _packed;
    private readonly CrowdStep<TInput> _step;
    private readonly AlignedBuffer[] _scratch;
    private readonly AlignedBuffer[] _gathered;
    private readonly WorkerPool? _pool;
    private readonly Action<int>? _runPart;

    // The call in progress, for the worker threads; pinned while they run.
    private unsafe int* _agents;
    private unsafe TInput* _xs;
    private unsafe float* _ys;
    private int _rows;
    private int _parts;

    /// <summary>Allocates all that the crowd will need.</summary>
    /// <param name="shape">The model's shape.</param>
    /// <param name="weights">The packed weights as the kernels read them.</param>
    /// <param name="layout">What the kernels want.</param>
    /// <param name="step">The model's pass over a block of agents.</param>
    /// <param name="agents">Agents that have joined from the start.</param>
    /// <param name="capacity">The most agents; <paramref name="agents"/> where null.</param>
    /// <param name="threads">Threads that share the work, the calling one included.</param>
    [EditorBrowsable(EditorBrowsableState.Never)]
    protected ModelCrowd(ModelShape shape, AlignedBuffer? weights, CrowdLayout layout, CrowdStep<TInput> step, int agents, int? capacity, int threads)
        : base(shape, layout, agents, capacity)
    {
        ArgumentNullException.ThrowIfNull(weights);
        threads = ModelChecks.Threads(shape, threads);
        _shape = shape;
        _layout = layout;
        _packed = weights;
        _step = step;
        int parts = Math.Min(threads, (Capacity + layout.RowsPerBlock - 1) / layout.RowsPerBlock);
        _scratch = new AlignedBuffer[parts];
        _gathered = new AlignedBuffer[parts];
        for (int i = 0; i < parts; i++)
        {
            _scratch[i] = new AlignedBuffer(layout.ScratchLength);
            _gathered[i] = new AlignedBuffer(layout.RowsPerBlock * layout.StateWidth);
        }

        if (parts > 1)
        {
            _pool = WorkerPool.ForInference(parts, $"{shape.ModelName} crowd");
            _runPart = RunPart;
        }
    }

    /// <summary>
    /// Steps every agent that has joined by one timestep. Row i belongs to the i-th of <see cref="ModelCrowd.Agents"/>, that
    /// is, rows are in ascending order of agents.
    /// </summary>
    /// <param name="xs">Inputs <c>[Count, Features]</c>; of a model that reads ids <c>[Count]</c>, where an id 0 under MaskZero holds that agent's state (as do features that all equal the value of [Masking]).</param>
    /// <param name="ys">Receives the outputs <c>[Count, Outputs]</c>.</param>
    /// <exception cref="ArgumentException">A span's length does not fit, an id lies outside the vocabulary, or outputs overlap inputs; nothing has changed.</exception>
    public void Step(ReadOnlySpan<TInput> xs, Span<float> ys)
    {
        Check(Agents, xs, ys, "Count");
        Run(Agents, xs, ys);
    }

    /// <summary>Steps some agents by one timestep; the others' states stay as they are.</summary>
    /// <param name="agents">The agents, each once, in any order: <c>[N]</c>. Agents that follow each other without a gap are fastest.</param>
    /// <param name="xs">Inputs <c>[N, Features]</c>, in the order of <paramref name="agents"/>.</param>
    /// <param name="ys">Receives the outputs <c>[N, Outputs]</c>.</param>
    /// <exception cref="ArgumentException">
    /// An agent has not joined or is named twice, a span's length does not fit, an id lies outside the vocabulary, or outputs
    /// overlap inputs; nothing has changed.
    /// </exception>
    public void Step(ReadOnlySpan<int> agents, ReadOnlySpan<TInput> xs, Span<float> ys)
    {
        RequireDistinct(agents);
        Check(agents, xs, ys, "N");
        if (agents.Overlaps(MemoryMarshal.Cast<float, int>(ys)))
        {
            throw new ArgumentException($"{_shape.ModelName}: the outputs overlap the agents' numbers; pass memory of its own.", nameof(ys));
        }

        Run(agents, xs, ys);
    }

    private void Check(ReadOnlySpan<int> agents, ReadOnlySpan<TInput> xs, ReadOnlySpan<float> ys, string count)
    {
        if (xs.Length != (long)agents.Length * _shape.Features)
        {
            string form = _layout.Embedding is null ? $"[{count}, Features] = [{agents.Length}, {_shape.Features}]" : $"[{count}] = [{agents.Length}]";
            throw new ArgumentException($"{_shape.ModelName}: the agents' inputs are {form}; the span has {xs.Length} elements.", nameof(xs));
        }

        if (ys.Length != (long)agents.Length * _shape.Outputs)
        {
            throw new ArgumentException($"{_shape.ModelName}: the agents' outputs are [{count}, Outputs] = [{agents.Length}, {_shape.Outputs}]; the span has {ys.Length} floats.", nameof(ys));
        }

        if (MemoryMarshal.AsBytes(xs).Overlaps(MemoryMarshal.AsBytes(ys)))
        {
            throw new ArgumentException($"{_shape.ModelName}: the outputs overlap the inputs; pass memory of its own.", nameof(ys));
        }

        if (!_shape.IdColumns.IsDefaultOrEmpty)
        {
            ReadOnlySpan<float> rows = MemoryMarshal.Cast<TInput, float>(xs);
            foreach (IdColumn column in _shape.IdColumns)
            {
                for (int row = 0; row < agents.Length; row++)
                {
                    float id = rows[(row * _shape.Features) + column.Column];
                    if (!column.Has(id))
                    {
                        throw new ArgumentException(
                            FormattableString.Invariant($"{_shape.ModelName}: layer '{column.Layer}' reads ids in 0…{column.Vocabulary - 1} from input '{column.Input}'; row {row} (agent {agents[row]}) is {id}. The vocabulary is the greatest id plus one."), nameof(xs));
                    }
                }
            }
        }

        if (_layout.Embedding is not null)
        {
            ReadOnlySpan<int> ids = MemoryMarshal.Cast<TInput, int>(xs);
            for (int row = 0; row < ids.Length; row++)
            {
                if ((uint)ids[row] >= (uint)_shape.Vocabulary)
                {
                    throw new ArgumentException(
                        $"{_shape.ModelName}: layer '{_layout.Embedding}' reads ids in 0…{_shape.Vocabulary - 1}; row {row} (agent {agents[row]}) is {ids[row]}. The vocabulary is the greatest id plus one.", nameof(xs));
                }
            }
        }
    }

    private unsafe void Run(ReadOnlySpan<int> agents, ReadOnlySpan<TInput> xs, Span<float> ys)
    {
        int blocks = (agents.Length + _layout.RowsPerBlock - 1) / _layout.RowsPerBlock;
        if (_pool is null || blocks < 2)
        {
            RunPart(0, agents, xs, ys);
            return;
        }

        fixed (int* pinnedAgents = agents)
        fixed (TInput* pinnedXs = xs)
        fixed (float* pinnedYs = ys)
        {
            _agents = pinnedAgents;
            _xs = pinnedXs;
            _ys = pinnedYs;
            _rows = agents.Length;
            _parts = Math.Min(blocks, _scratch.Length);
            _pool.Run(_parts, _runPart!);
        }
    }

    private unsafe void RunPart(int part)
    {
        int first = (int)((long)_rows * part / _parts);
        int rows = (int)((long)_rows * (part + 1) / _parts) - first;
        RunPart(
            part,
            new ReadOnlySpan<int>(_agents + first, rows),
            new ReadOnlySpan<TInput>(_xs + ((long)first * _shape.Features), rows * _shape.Features),
            new Span<float>(_ys + ((long)first * _shape.Outputs), rows * _shape.Outputs));
    }

    private void RunPart(int part, ReadOnlySpan<int> agents, ReadOnlySpan<TInput> xs, Span<float> ys)
    {
        int features = _shape.Features;
        int outputs = _shape.Outputs;
        int stride = _layout.OutputStride;
        AlignedBuffer scratch = _scratch[part];
        while (agents.Length > 0)
        {
            int rows = Math.Min(_layout.RowsPerBlock, agents.Length);
            ReadOnlySpan<int> block = agents[..rows];
            AlignedBuffer states = Load(block, _gathered[part], out int slots, out int first);
            ref float output = ref _step(ref _packed.Reference, ref scratch.Reference, ref MemoryMarshal.GetReference(xs), ref states.Reference, slots, first, rows);
            ReadOnlySpan<float> result = MemoryMarshal.CreateReadOnlySpan(ref output, ((rows - 1) * stride) + outputs);
            for (int row = 0; row < rows; row++)
            {
                result.Slice(row * stride, outputs).CopyTo(ys[(row * outputs)..]);
            }

            Store(block, states);
            agents = agents[rows..];
            xs = xs[(rows * features)..];
            ys = ys[(rows * outputs)..];
        }
    }
}
