using System;
using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Threading;
using ModelGen.CompilerServices;

namespace ModelGen;

/// <summary>
/// Trains a compiled model: <c>Fit</c> for whole data sets, <c>TrainOnBatch</c> for loops of one's own. A model
/// with a <c>[Loss]</c> has a nested <c>Trainer</c> that derives from this class; a step allocates nothing.
/// </summary>
/// <remarks>
/// <para>
/// A batch is cut into shards of max(8, ⌈batchSize / 8⌉) consecutive rows. Every shard sums its own gradient on one
/// thread, and the shards' gradients are added in order, so the result has the same bits for every number of threads.
/// </para>
/// <para>
/// Training writes the weights in place: models that share them see every step, and must not run during one. One trainer
/// is used by one thread at a time. Disposing it ends its worker threads.
/// </para>
/// </remarks>
/// <typeparam name="TInput"><see cref="float"/> for models that read features, <see cref="int"/> for ids.</typeparam>
public abstract partial class ModelTrainer<TInput> : IDisposable, ITrainer
    where TInput : unmanaged
{
    /// <summary>Floats of the packed buffer that one thread sums and updates at a time; a multiple of every vector width.</summary>
    private const int ChunkLength = 16 * 1024;

    private const int FewestRowsPerShard = 8;
    private const int MostShards = 8;

    private readonly ModelWeights _weights;
    private readonly WeightLayout _layout;
    private readonly ModelShape _shape;
    private readonly LossHeads _loss;
    private readonly int _threads;
    private ulong _shuffleKey;
    private ulong _dropoutKey;
    private readonly int _rowsPerShard;
    private readonly int _outputTimesteps;
    private readonly int _prefetchedBatches;
    private readonly TrainingBatch<TInput> _batch;
    private readonly ShardResult[] _results;
    private readonly bool _hasPenalties;
    private readonly WeightConstraints? _constraints;
    private readonly Action<int> _runShard;
    private readonly Action<int> _sumChunk;
    private readonly Action<int> _updateChunk;

    private TrainingShard[] _shards = [];
    private float[] _previousWeights = [];
    private float[] _initialStates = [];
    private float[] _initialStateGradients = [];
    private WorkerPool? _pool;
    private int _busy;
    private bool _disposed;

    // What the step in progress does; read by the worker threads.
    private StepKind _stepKind;
    private bool _dropout;
    private int _shardCount;
    private int _elementCount;
    private int _nonFiniteChunks;

    /// <summary>Prepares training.</summary>
    /// <param name="weights">The weights to train.</param>
    /// <param name="layout">Their layout.</param>
    /// <param name="shape">The model's shape.</param>
    /// <param name="loss">What to minimise.</param>
    /// <param name="fromLogits">The model's outputs are logits rather than probabilities. Squared error ignores it.</param>
    /// <param name="optimizer">A new optimiser; it belongs to this trainer from now on.</param>
    /// <param name="batchSize">Rows per step; the last step of an epoch may have fewer.</param>
    /// <param name="options">Threads and seed, or null for the defaults.</param>
    /// <param name="labelSmoothing">The share of targets that is spread evenly.</param>
    /// <param name="delta">Where Huber's loss becomes straight.</param>
    /// <param name="blank">The class of a CTC loss that says nothing.</param>
    /// <param name="zeroInfinity">Rows with too few timesteps for their labels have a CTC loss of 0.</param>
    /// <exception cref="ArgumentException">The weights belong to another model, or the model's inputs are not of type <typeparamref name="TInput"/>.</exception>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="batchSize"/> is less than 1.</exception>
    /// <exception cref="InvalidOperationException">The optimiser belongs to another trainer.</exception>
    protected ModelTrainer(
        ModelWeights weights,
        WeightLayout layout,
        ModelShape shape,
        LossKind loss,
        bool fromLogits,
        Optimizer optimizer,
        int batchSize,
        TrainerOptions? options,
        double labelSmoothing = 0.0,
        double delta = 1.0,
        int blank = 0,
        bool zeroInfinity = false)
        : this(weights, layout, shape, new LossHeads(loss, fromLogits, shape?.Outputs ?? 0, labelSmoothing, delta, blank, zeroInfinity), optimizer, batchSize, options)
    {
    }

    /// <summary>Prepares training of a model with several outputs.</summary>
    /// <param name="weights">The weights to train.</param>
    /// <param name="layout">Their layout.</param>
    /// <param name="shape">The model's shape.</param>
    /// <param name="heads">The outputs that have a loss; their weighted sum is minimised.</param>
    /// <param name="optimizer">A new optimiser; it belongs to this trainer from now on.</param>
    /// <param name="batchSize">Rows per step; the last step of an epoch may have fewer.</param>
    /// <param name="options">Threads and seed, or null for the defaults.</param>
    /// <exception cref="ArgumentException">The weights belong to another model, or the model's inputs are not of type <typeparamref name="TInput"/>.</exception>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="batchSize"/> is less than 1.</exception>
    /// <exception cref="InvalidOperationException">The optimiser belongs to another trainer.</exception>
    protected ModelTrainer(
        ModelWeights weights,
        WeightLayout layout,
        ModelShape shape,
        ImmutableArray<OutputHead> heads,
        Optimizer optimizer,
        int batchSize,
        TrainerOptions? options)
        : this(weights, layout, shape, new LossHeads(heads), optimizer, batchSize, options)
    {
    }

    private ModelTrainer(
        ModelWeights weights,
        WeightLayout layout,
        ModelShape? shape,
        LossHeads loss,
        Optimizer optimizer,
        int batchSize,
        TrainerOptions? options)
    {
        ArgumentNullException.ThrowIfNull(weights);
        ArgumentNullException.ThrowIfNull(layout);
        ArgumentNullException.ThrowIfNull(shape);
        ArgumentNullException.ThrowIfNull(optimizer);
        if (!ReferenceEquals(weights.PackedLayout, layout))
        {
            throw new ArgumentException($"{shape.ModelName}: these weights belong to {weights.ModelName}.", nameof(weights));
        }

        Type expected = shape.Vocabulary > 0 ? typeof(int) : typeof(float);
        if (typeof(TInput) != expected)
        {
            throw new ArgumentException($"{shape.ModelName} reads {expected.Name}, the trainer was made for {typeof(TInput).Name}.", nameof(shape));
        }

        if (batchSize < 1)
        {
            throw new ArgumentOutOfRangeException(nameof(batchSize), batchSize, $"{shape.ModelName}: the batch size must be at least 1, it is {batchSize}.");
        }

        // The longest of the batch's buffers; beyond it nothing can be indexed.
        long longest = (long)shape.MaxTimesteps * Math.Max(shape.Features, 1);
        longest = Math.Max(longest, (long)shape.OutputsOf(shape.MaxTimesteps) * Math.Max(loss.TargetWidth, shape.Outputs));
        if (batchSize > Array.MaxLength / longest)
        {
            throw new ArgumentOutOfRangeException(
                nameof(batchSize), batchSize, $"{shape.ModelName}: the batch size is {batchSize}; with {longest} values per row it is at most {Array.MaxLength / longest}.");
        }

        options ??= new TrainerOptions();
        _weights = weights;
        _layout = layout;
        _shape = shape;
        _loss = loss;
        Optimizer = optimizer;
        BatchSize = batchSize;
        _shuffleKey = CounterRandom.DeriveKey(options.Seed, "shuffle");
        _dropoutKey = CounterRandom.DeriveKey(options.Seed, "dropout");
        _rowsPerShard = Math.Max(FewestRowsPerShard, (batchSize + MostShards - 1) / MostShards);
        _results = new ShardResult[(batchSize + _rowsPerShard - 1) / _rowsPerShard];
        int chunks = (layout.PackedLength + ChunkLength - 1) / ChunkLength;
        _threads = Math.Min(options.Threads, Math.Max(_results.Length, chunks));
        _outputTimesteps = shape.OutputsOf(shape.MaxTimesteps);
        _batch = new TrainingBatch<TInput>
        {
            Inputs = new TInput[checked(batchSize * shape.MaxTimesteps * shape.Features)],
            Lengths = new int[batchSize],
            RowNumbers = new int[batchSize],
            ClassIds = _loss.TakesClassIds ? new int[checked(batchSize * _outputTimesteps)] : [],
            Targets = _loss.TakesClassIds || _loss.TakesLabels ? [] : new float[checked(batchSize * _outputTimesteps * loss.TargetWidth)],
            SampleWeights = new float[batchSize],
        };
        _slots = new int[batchSize];
        _slotsOfLength = new int[shape.MaxTimesteps + 1];
        _hasPenalties = WeightPenalties.Any(layout);
        _constraints = WeightConstraints.Of(layout);
        _runShard = RunShard;
        _sumChunk = SumChunk;
        _updateChunk = UpdateChunk;
        _plan = UpdatePlan.Create(layout, options.Groups, optimizer.DecaysBiases);
        _groups = UpdatePlan.Describe(options.Groups);
        _classWeights = CheckClassWeights(options.ClassWeights);
        _classWeightsText = _classWeights is null ? string.Empty : string.Join(", ", Array.ConvertAll(_classWeights, w => w.ToString(CultureInfo.InvariantCulture)));
        _accumulated = options.AccumulatedSteps > 1 ? new float[layout.PackedLength] : [];
        _accumulatedSteps = options.AccumulatedSteps;
        _prefetchedBatches = options.PrefetchedBatches;
        CheckCarryStates(options.CarryStates);
        _carriesStates = options.CarryStates;
        optimizer.Bind(layout.PackedLength);
    }

    private enum StepKind
    {
        Evaluate,
        Differentiate,
        Forward,
        Backward,
    }

    /// <summary>The optimiser, e.g. to change its learning rate between steps.</summary>
    public Optimizer Optimizer { get; }

    /// <summary>The most rows of one step.</summary>
    public int BatchSize { get; }

    /// <summary>
    /// What the metric of this loss is called: <c>accuracy</c> (classes), <c>binary_accuracy</c>, or
    /// <c>mean_absolute_error</c> (squared error), or <c>label_error_rate</c> (CTC). Of several outputs it is that of the first with a loss, after its name.
    /// </summary>
    public string MetricName => _loss.MetricName;

    /// <summary>Steps made so far: batches, and unless <see cref="TrainerOptions.AccumulatedSteps"/> is set updates of the weights.</summary>
    public long Steps { get; private set; }

    /// <summary>
    /// Bytes of activations and their gradients that a step works in, of all <see cref="BatchSize"/> rows; the model's <c>Summary</c> says how many of one. They are
    /// allocated by the first step, or by asking.
    /// </summary>
    public long ArenaBytes
    {
        get
        {
            ObjectDisposedException.ThrowIf(_disposed, this);
            EnsureShards();
            long floats = 0;
            foreach (TrainingShard shard in _shards)
            {
                floats += shard.ArenaLength;
            }

            return floats * sizeof(float);
        }
    }

    /// <summary>Ends the worker threads. The weights stay usable.</summary>
    public void Dispose()
    {
        Dispose(disposing: true);
        GC.SuppressFinalize(this);
    }

    /// <summary>The model's layers in order, each with a number that changes with its options, and the model's own options that change bits: a checkpoint of others is refused.</summary>
    protected abstract string Declaration { get; }

    /// <summary>Allocates the workspace of one shard of at most <paramref name="rows"/> rows. Called once per shard, before the first step.</summary>
    protected abstract TrainingShard CreateShard(int rows);

    /// <summary>Derives what the passes need from the weights (transposed kernels). Called on one thread before a step's shards run.</summary>
    protected abstract void PrepareStep();

    /// <summary>Runs the model on <paramref name="rowCount"/> rows of the batch and writes the shard's outputs. Shards run concurrently.</summary>
    /// <param name="shard">The workspace; row 0 of it is the batch's row <paramref name="firstRow"/>.</param>
    /// <param name="batch">The rows.</param>
    /// <param name="firstRow">The shard's first row in the batch.</param>
    /// <param name="rowCount">Rows to compute.</param>
    /// <param name="training">Dropout is active, and batch normalisations use the batch's statistics.</param>
    protected abstract void Forward(TrainingShard shard, TrainingBatch<TInput> batch, int firstRow, int rowCount, bool training);

    /// <summary>Adds the weights' gradient for the rows of the preceding <see cref="Forward"/> to the shard's; its padding lanes must stay 0.</summary>
    /// <param name="shard">The workspace, with the gradient of the outputs.</param>
    /// <param name="batch">The rows.</param>
    /// <param name="firstRow">The shard's first row in the batch.</param>
    /// <param name="rowCount">Rows to compute.</param>
    protected abstract void Backward(TrainingShard shard, TrainingBatch<TInput> batch, int firstRow, int rowCount);

    /// <summary>Ends the worker threads.</summary>
    /// <param name="disposing">Called by <see cref="Dispose()"/>.</param>
    protected virtual void Dispose(bool disposing)
    {
        if (disposing)
        {
            _disposed = true;
            _pool?.Dispose();
        }
    }

    /// <summary>Forward, loss, backward and update for the gathered batch.</summary>
    private StepTotals TrainStep(int? epoch, long step)
    {
        if (epoch is null)
        {
            // A step by hand: what is left of a cancelled Fit is not a position to save any more.
            _position = _context is null ? null : _position;
        }

        _batch.DropoutKey = CounterRandom.DeriveKey(_dropoutKey, (ulong)Steps);
        StepTotals totals = RunBatch(StepKind.Differentiate, dropout: true);
        Update(totals, epoch, step);
        return totals;
    }

    /// <summary>Sums the shards' gradients, and updates the weights.</summary>
    private void Update(in StepTotals totals, int? epoch, long step)
    {
        Differentiated(totals, epoch, step);
        RequireMovable(totals, epoch, step);
        _plan?.ClearFrozen(SummedGradient);
        if (_accumulatedSteps > 1 && !Accumulate())
        {
            return;
        }

        if (Optimizer.ClipNorm is { } limit)
        {
            GradientReduction.ClipNorm(_layout, SummedGradient, limit);
        }
        else if (Optimizer.GlobalClipNorm is { } globalLimit)
        {
            GradientReduction.ClipGlobalNorm(_layout, SummedGradient, globalLimit);
        }

        Optimizer.BeginStep();
        _pool!.Run(ChunkCount, _updateChunk);
        if (_nonFiniteChunks == 0)
        {
            _constraints?.Apply(_weights.Packed.Span);
            _plan?.RestoreFrozen(_previousWeights, _weights.Packed.Span);
            _statistics?.Move(_previousWeights, _weights.Packed.Span);
        }

        _weights.Changed();
        if (_nonFiniteChunks != 0)
        {
            UndoUpdate(totals, epoch, step);
        }

        Steps++;
    }

    /// <summary>The gradient of the batch, once <see cref="Differentiated"/> has run.</summary>
    private Span<float> SummedGradient => _shards[0].Gradient.Span;

    private int ChunkCount => (_layout.PackedLength + ChunkLength - 1) / ChunkLength;

    /// <summary>Runs the gathered rows through the model and the loss; with <see cref="StepKind.Differentiate"/> also backwards. An external loss has the two passes one by one.</summary>
    private StepTotals RunBatch(StepKind kind, bool dropout)
    {
        EnsureShards();
        _stepKind = kind;
        _dropout = dropout;
        _shardCount = (_batch.Count + _rowsPerShard - 1) / _rowsPerShard;
        _elementCount = CountElements();
        PrepareStep();
        if (_statistics is null)
        {
            _pool!.Run(_shardCount, _runShard);
        }
        else
        {
            RunPhases(_statistics);
        }

        StepTotals totals = default;
        totals.Elements = _elementCount;
        for (int shard = 0; shard < _shardCount; shard++)
        {
            totals.Loss += _results[shard].Loss;
            totals.Metric += _results[shard].Metric;
        }

        double activity = 0;
        for (int shard = 0; shard < _shardCount; shard++)
        {
            activity += _shards[shard].Activity;
        }

        // Divided by the rows of the batch, as in Keras, whatever the mean of the loss is taken over.
        totals.Loss += activity / Math.Max(_batch.Count, 1) * totals.Elements;
        if (_hasPenalties)
        {
            // Once per batch: a mean over elements would divide it.
            totals.Loss += WeightPenalties.Sum(_layout, _weights.Packed.Span) * totals.Elements;
        }

        return totals;
    }

    /// <summary>Sums the shards' gradients and makes sure that all of it, and the loss, is finite.</summary>
    /// <exception cref="TrainingDivergedException">It is not.</exception>
    private void Differentiated(in StepTotals totals, int? epoch, long step)
    {
        _nonFiniteChunks = 0;
        _pool!.Run(ChunkCount, _sumChunk);
        if (_hasPenalties)
        {
            WeightPenalties.AddGradient(_layout, _weights.Packed.Span, SummedGradient);
        }

        if (_nonFiniteChunks == 0 && double.IsFinite(totals.Loss))
        {
            return;
        }

        ThrowDiverged(totals, epoch, step);
    }

    private void EnsureShards()
    {
        if (_shards.Length != 0)
        {
            return;
        }

        // Not in the constructor: the derived class must be constructed before its CreateShard is called.
        var shards = new TrainingShard[_results.Length];
        for (int i = 0; i < shards.Length; i++)
        {
            shards[i] = CreateShard(Math.Min(_rowsPerShard, BatchSize - (i * _rowsPerShard)));
        }

        _pool = new WorkerPool(_threads, $"{_shape.ModelName} trainer");
        _previousWeights = new float[_layout.PackedLength];
        _shards = shards;
        PreparePhases();
    }

    private void RunShard(int index)
    {
        TrainingShard shard = _shards[index];
        int firstRow = index * _rowsPerShard;
        int rowCount = Math.Min(_rowsPerShard, _batch.Count - firstRow);
        if (_stepKind != StepKind.Backward)
        {
            Forward(shard, _batch, firstRow, rowCount, _dropout);
        }

        BetweenPasses(index, firstRow, rowCount);
        if (Differentiates)
        {
            Backward(shard, _batch, firstRow, rowCount);
        }
    }

    private bool Differentiates => _stepKind is StepKind.Differentiate or StepKind.Backward;

    /// <summary>The gradient of a shard's outputs: of the loss, which is computed here, or of the caller.</summary>
    private void BetweenPasses(int index, int firstRow, int rowCount)
    {
        TrainingShard shard = _shards[index];
        if (_stepKind == StepKind.Backward)
        {
            int stride = _outputTimesteps * _shape.Outputs;
            _outputGradients.AsSpan(firstRow * stride, rowCount * stride).CopyTo(shard.OutputGradients);
        }
        else if (_stepKind != StepKind.Forward)
        {
            ComputeLoss(shard, firstRow, rowCount, out _results[index]);
        }

        if (Differentiates)
        {
            shard.Gradient.Span.Clear();
        }
    }

    private void SumChunk(int chunk)
    {
        int start = chunk * ChunkLength;
        int length = Math.Min(ChunkLength, _layout.PackedLength - start);
        GradientReduction.Sum(_shards, _shardCount, start, length);
        if (!GradientReduction.AllFinite(SummedGradient.Slice(start, length)))
        {
            Interlocked.Increment(ref _nonFiniteChunks);
        }
    }

    private void UpdateChunk(int chunk)
    {
        int start = chunk * ChunkLength;
        int length = Math.Min(ChunkLength, _layout.PackedLength - start);
        Span<float> gradient = SummedGradient.Slice(start, length);
        if (Optimizer.ClipValue is { } limit)
        {
            GradientReduction.ClipValues(gradient, limit);
        }

        Span<float> weights = _weights.Packed.Span.Slice(start, length);
        weights.CopyTo(_previousWeights.AsSpan(start, length));
        if (_plan is null)
        {
            Optimizer.Update(weights, gradient, start);
        }
        else
        {
            _plan.Update(Optimizer, weights, gradient, start);
        }

        if (!GradientReduction.AllFinite(weights))
        {
            Interlocked.Increment(ref _nonFiniteChunks);
        }
    }

    /// <summary>A finite gradient times a great learning rate can still be too great for a float.</summary>
    [DoesNotReturn]
    private void UndoUpdate(in StepTotals totals, int? epoch, long step)
    {
        string? tensor = GradientReduction.FirstNonFinite(_layout, _weights.Packed.Span);
        _previousWeights.CopyTo(_weights.Packed.Span);
        string where = epoch is null ? $"step {step}" : $"epoch {epoch}, step {step}";
        throw new TrainingDivergedException(
            $"{_shape.ModelName}: {where}: the update of {tensor} is not finite (learning rate {Optimizer.LearningRate.ToString(CultureInfo.InvariantCulture)}). "
            + "The weights are those of the step before, but the optimiser has seen this step: go on with a new trainer and a lower learning rate.",
            step,
            epoch,
            totals.MeanLoss,
            tensor,
            GradientReduction.LayerOf(tensor));
    }

    private void Enter()
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        if (Interlocked.Exchange(ref _busy, 1) != 0)
        {
            throw new InvalidOperationException($"{_shape.ModelName}: this trainer is in the middle of a step. One trainer is used by one thread at a time.");
        }
    }

    private void Leave() => Volatile.Write(ref _busy, 0);

    /// <summary>What one shard adds to the step's loss and metric.</summary>
    private struct ShardResult
    {
        public double Loss;
        public double Metric;
    }

    /// <summary>Sums over the elements of a step, or of several.</summary>
    private struct StepTotals
    {
        public double Loss;
        public double Metric;
        public long Elements;

        public readonly double MeanLoss => Elements == 0 ? 0.0 : Loss / Elements;

        public readonly double MeanMetric => Elements == 0 ? 0.0 : Metric / Elements;

        public void Add(in StepTotals other)
        {
            Loss += other.Loss;
            Metric += other.Metric;
            Elements += other.Elements;
        }
    }
}
