using System;
using ModelGen.CompilerServices;

namespace ModelGen;

// Models with LossKind.Ctc: targets are labels in order, and the loss is one of whole rows.
public abstract partial class ModelTrainer<TInput>
{
    // The labels of the batch: [BatchSize, _labelRoom], and their numbers. A lattice for each shard.
    private int[] _labels = [];
    private int[] _labelLengths = [];
    private int _labelRoom = -1;
    private CtcLattice[] _lattices = [];

    /// <summary>
    /// One training step against sequences of labels, for loops of one's own. Allocates nothing after the first call, as long as no later one has labels
    /// with more room.
    /// </summary>
    /// <param name="x">Inputs <c>[B, T, Features]</c> with B ≤ <see cref="BatchSize"/> and T ≤ MaxTimesteps.</param>
    /// <param name="lengths">Valid timesteps of each row, 0 to T: <c>[B]</c>; empty if every row has MaxTimesteps.</param>
    /// <param name="labels">The labels of each row.</param>
    /// <param name="sampleWeights">Weight of each row in the loss: <c>[B]</c>; empty for 1.</param>
    /// <param name="initialStates"><c>[B, StateLength]</c> in the order of <c>ModelState.CopyTo</c>; empty to start from 0.</param>
    /// <param name="initialStateGradients">Receives the mean loss's gradient for <paramref name="initialStates"/>, also where those are 0: <c>[B, StateLength]</c>; empty where it is not wanted.</param>
    /// <returns>The mean loss before the update.</returns>
    /// <exception cref="ArgumentException">A span's length does not fit, a value is not valid, or a row has too few timesteps for its labels; no weight was changed.</exception>
    /// <exception cref="TrainingDivergedException">Loss or gradient is NaN or infinite; no weight was changed.</exception>
    public double TrainOnBatch(
        ReadOnlySpan<TInput> x,
        ReadOnlySpan<int> lengths,
        LabelSequences labels,
        ReadOnlySpan<float> sampleWeights = default,
        ReadOnlySpan<float> initialStates = default,
        Span<float> initialStateGradients = default)
    {
        Enter();
        try
        {
            GatherBatch(x, lengths, labels, sampleWeights);
            return TrainGathered(initialStates, initialStateGradients);
        }
        finally
        {
            Leave();
        }
    }

    /// <summary>Loss and gradients against sequences of labels, without changing a weight. Allocates its result.</summary>
    /// <param name="x">Inputs <c>[B, T, Features]</c>.</param>
    /// <param name="lengths">Valid timesteps of each row: <c>[B]</c>; empty if every row has MaxTimesteps.</param>
    /// <param name="labels">The labels of each row.</param>
    /// <param name="sampleWeights">Weight of each row: <c>[B]</c>; empty for 1.</param>
    /// <param name="initialStates"><c>[B, StateLength]</c> in the order of <c>ModelState.CopyTo</c>; empty to start from 0.</param>
    /// <param name="dropoutKey">Decides the dropout masks, and batch normalisations use the batch's statistics; null for neither, as at inference.</param>
    /// <exception cref="ArgumentException">A span's length does not fit, a value is not valid, or a row has too few timesteps for its labels.</exception>
    /// <exception cref="TrainingDivergedException">Loss or gradient is NaN or infinite.</exception>
    public ModelGradients ComputeGradients(
        ReadOnlySpan<TInput> x,
        ReadOnlySpan<int> lengths,
        LabelSequences labels,
        ReadOnlySpan<float> sampleWeights = default,
        ReadOnlySpan<float> initialStates = default,
        ulong? dropoutKey = null)
    {
        Enter();
        try
        {
            int timesteps = GatherBatch(x, lengths, labels, sampleWeights);
            return Differentiate(timesteps, initialStates, dropoutKey);
        }
        finally
        {
            Leave();
        }
    }

    private int GatherBatch(ReadOnlySpan<TInput> x, ReadOnlySpan<int> lengths, LabelSequences labels, ReadOnlySpan<float> sampleWeights)
    {
        RequireOwnLoss();
        string model = _shape.ModelName;
        if (!_loss.TakesLabels)
        {
            throw new ArgumentException($"{model}: the loss takes {_loss.TargetsName}.", nameof(labels));
        }

        (int count, int timesteps) = BatchShape(x.Length, lengths.Length);
        if (labels.Count != count)
        {
            throw new ArgumentException($"{model}: labels has {labels.Count} rows; expected {count}.", nameof(labels));
        }

        if (sampleWeights.Length != 0 && sampleWeights.Length != count)
        {
            throw new ArgumentException($"{model}: sampleWeights has {sampleWeights.Length} entries; expected {count}, one per row, or none.", nameof(sampleWeights));
        }

        EnsureLabelRoom(labels.Room);
        WeighTimesteps(wanted: false);
        ArrangeBatch(lengths, count, timesteps);
        int stride = timesteps * _shape.Features;
        for (int row = 0; row < count; row++)
        {
            int length = lengths.IsEmpty ? timesteps : lengths[row];
            float weight = sampleWeights.IsEmpty ? 1f : sampleWeights[row];
            RowChecks.Weight(model, nameof(sampleWeights), row, weight);
            ReadOnlySpan<TInput> inputs = x.Slice(row * stride, stride);
            ReadOnlySpan<int> own = labels.Row(row);
            CheckRow(nameof(x), nameof(labels), row, inputs[..(length * _shape.Features)], own, targets: default);
            GatherRow(_slots[row], length, inputs, own, targets: default, weight);
        }

        return timesteps;
    }

    /// <summary>Makes room for the labels of a batch. What is there is kept where it suffices.</summary>
    private void EnsureLabelRoom(int room)
    {
        if (!_loss.TakesLabels || room <= _labelRoom)
        {
            return;
        }

        _labels = new int[checked(BatchSize * room)];
        _labelLengths = new int[BatchSize];
        _labelRoom = room;
        _lattices = new CtcLattice[_results.Length];
        for (int i = 0; i < _lattices.Length; i++)
        {
            _lattices[i] = _loss.CreateLattice(_outputTimesteps, room);
        }
    }

    private void GatherLabels(int slot, ReadOnlySpan<int> labels)
    {
        labels.CopyTo(_labels.AsSpan(slot * _labelRoom, _labelRoom));
        _labelLengths[slot] = labels.Length;
    }

    private void CheckLabels(string name, int row, ReadOnlySpan<TInput> inputs, ReadOnlySpan<int> labels)
    {
        string model = _shape.ModelName;
        for (int i = 0; i < labels.Length; i++)
        {
            if ((uint)labels[i] >= (uint)_shape.Outputs || labels[i] == _loss.Blank)
            {
                throw new ArgumentException(
                    $"{model}: {name}, row {row}, label {i} is {labels[i]}; the model has the classes 0 to {_shape.Outputs - 1}, of which {_loss.Blank} is the blank and no label.", name);
            }
        }

        int fewest = CtcLattice.FewestTimesteps(labels);
        int active = _shape.OutputTimesteps ?? 0;
        for (int timestep = 0; _shape.OutputTimesteps is null && timestep < inputs.Length / _shape.Features; timestep++)
        {
            active += IsActive(inputs, timestep) ? 1 : 0;
        }

        if (fewest > active && !_loss.ZeroInfinity)
        {
            string repeats = fewest > labels.Length ? $", {fewest - labels.Length} of them right after an equal one," : string.Empty;
            throw new ArgumentException(
                $"{model}: {name}, row {row}: {labels.Length} label{(labels.Length == 1 ? " needs" : $"s{repeats} need")} at least {fewest} timestep{(fewest == 1 ? string.Empty : "s")}; the row has {active}{(_shape.MasksOutputs ? " that are not masked" : string.Empty)}. "
                + "Give it fewer labels or more timesteps, leave it out, or declare [Loss(LossKind.Ctc, ZeroInfinity = true)], which gives such rows a loss of 0.",
                name);
        }
    }

    /// <summary>Adds loss and metric of the shard's rows, and computes the gradient of its outputs where it is wanted.</summary>
    private void AddLabels(TrainingShard shard, int firstRow, int rowCount, ref ShardResult result)
    {
        CtcLattice lattice = _lattices[firstRow / _rowsPerShard];
        int stride = _outputTimesteps * _shape.Outputs;
        for (int row = 0; row < rowCount; row++)
        {
            int batchRow = firstRow + row;
            int length = _shape.OutputsOf(_batch.Lengths[batchRow]);
            int active = 0;
            lattice.Clear();
            for (int timestep = 0; timestep < length; timestep++)
            {
                // The mask belongs to the inputs; outputs in reversed order meet it reversed.
                if (!_shape.MasksOutputs || IsActive(batchRow, _shape.OutputsReversed ? length - 1 - timestep : timestep))
                {
                    lattice.Add(timestep);
                    active++;
                }
            }

            if (active == 0)
            {
                continue;
            }

            ReadOnlySpan<float> outputs = shard.Outputs.AsSpan(row * stride, stride);
            ReadOnlySpan<int> labels = _labels.AsSpan(batchRow * _labelRoom, _labelLengths[batchRow]);
            result.Metric += lattice.LabelErrors(outputs, labels);
            double weight = _batch.SampleWeights[batchRow];
            if (weight != 0.0 && CtcLattice.FewestTimesteps(labels) <= active)
            {
                Span<float> gradient = _stepKind == StepKind.Differentiate ? shard.OutputGradients.AsSpan(row * stride, stride) : default;
                result.Loss += weight * lattice.Loss(outputs, labels, weight / _elementCount, gradient);
            }
        }
    }
}
