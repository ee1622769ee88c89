using System;
using System.Collections.Generic;
using ModelGen.CompilerServices;

namespace ModelGen;

public abstract partial class ModelTrainer<TInput>
{
    /// <summary>One training step against class ids, for loops of one's own. Allocates nothing after the first call.</summary>
    /// <param name="x">Inputs <c>[B, T, Features]</c> with B ≤ <see cref="BatchSize"/> and T ≤ MaxTimesteps.</param>
    /// <param name="lengths">Valid timesteps of each row, 0 to T: <c>[B]</c>; empty if every row has MaxTimesteps.</param>
    /// <param name="classIds"><c>[B]</c>, or <c>[B, T]</c> for a model that returns sequences; <c>[B, n]</c> after RepeatVector(n).</param>
    /// <param name="sampleWeights">Weight of each row in the loss: <c>[B]</c>, or of each timestep for a model that returns sequences: <c>[B, T]</c> (<c>[B, n]</c> after RepeatVector(n)); empty for 1.</param>
    /// <param name="initialStates"><c>[B, StateLength]</c> in the order of <c>ModelState.CopyTo</c>, e.g. an encoder's final states; empty to start from 0.</param>
    /// <param name="initialStateGradients">Receives the mean loss's gradient for <paramref name="initialStates"/>, also where those are 0: <c>[B, StateLength]</c>; empty where it is not wanted.</param>
    /// <returns>The mean loss before the update.</returns>
    /// <exception cref="ArgumentException">A span's length does not fit, or a value is not valid; no weight was changed.</exception>
    /// <exception cref="TrainingDivergedException">Loss or gradient is NaN or infinite; no weight was changed.</exception>
    public double TrainOnBatch(
        ReadOnlySpan<TInput> x,
        ReadOnlySpan<int> lengths,
        ReadOnlySpan<int> classIds,
        ReadOnlySpan<float> sampleWeights = default,
        ReadOnlySpan<float> initialStates = default,
        Span<float> initialStateGradients = default)
    {
        Enter();
        try
        {
            GatherBatch(x, lengths, classIds, default, sampleWeights, takesClassIds: true);
            return TrainGathered(initialStates, initialStateGradients);
        }
        finally
        {
            Leave();
        }
    }

    /// <summary>One training step against target values, for loops of one's own. Allocates nothing after the first call.</summary>
    /// <param name="x">Inputs <c>[B, T, Features]</c> with B ≤ <see cref="BatchSize"/> and T ≤ MaxTimesteps.</param>
    /// <param name="lengths">Valid timesteps of each row, 0 to T: <c>[B]</c>; empty if every row has MaxTimesteps.</param>
    /// <param name="targets"><c>[B, Outputs]</c>, or <c>[B, T, Outputs]</c> for a model that returns sequences; <c>[B, n, Outputs]</c> after RepeatVector(n).</param>
    /// <param name="sampleWeights">Weight of each row in the loss: <c>[B]</c>, or of each timestep for a model that returns sequences: <c>[B, T]</c> (<c>[B, n]</c> after RepeatVector(n)); empty for 1.</param>
    /// <param name="initialStates"><c>[B, StateLength]</c> in the order of <c>ModelState.CopyTo</c>, e.g. an encoder's final states; empty to start from 0.</param>
    /// <param name="initialStateGradients">Receives the mean loss's gradient for <paramref name="initialStates"/>, also where those are 0: <c>[B, StateLength]</c>; empty where it is not wanted.</param>
    /// <returns>The mean loss before the update.</returns>
    /// <exception cref="ArgumentException">A span's length does not fit, or a value is not valid; no weight was changed.</exception>
    /// <exception cref="TrainingDivergedException">Loss or gradient is NaN or infinite; no weight was changed.</exception>
    public double TrainOnBatch(
        ReadOnlySpan<TInput> x,
        ReadOnlySpan<int> lengths,
        ReadOnlySpan<float> targets,
        ReadOnlySpan<float> sampleWeights = default,
        ReadOnlySpan<float> initialStates = default,
        Span<float> initialStateGradients = default)
    {
        Enter();
        try
        {
            GatherBatch(x, lengths, default, targets, sampleWeights, takesClassIds: false);
            return TrainGathered(initialStates, initialStateGradients);
        }
        finally
        {
            Leave();
        }
    }

    /// <summary>Loss and gradients against class ids, without changing a weight. Allocates its result.</summary>
    /// <param name="x">Inputs <c>[B, T, Features]</c>.</param>
    /// <param name="lengths">Valid timesteps of each row: <c>[B]</c>; empty if every row has MaxTimesteps.</param>
    /// <param name="classIds"><c>[B]</c>, or <c>[B, T]</c> for a model that returns sequences; <c>[B, n]</c> after RepeatVector(n).</param>
    /// <param name="sampleWeights">Weight of each row: <c>[B]</c>, or of each timestep for a model that returns sequences: <c>[B, T]</c> (<c>[B, n]</c> after RepeatVector(n)); empty for 1.</param>
    /// <param name="initialStates"><c>[B, StateLength]</c> in the order of <c>ModelState.CopyTo</c>; empty to start from 0.</param>
    /// <param name="dropoutKey">Decides the dropout masks, and batch normalisations use the batch's statistics; null for neither, as at inference.</param>
    /// <exception cref="ArgumentException">A span's length does not fit, or a value is not valid.</exception>
    /// <exception cref="TrainingDivergedException">Loss or gradient is NaN or infinite.</exception>
    public ModelGradients ComputeGradients(
        ReadOnlySpan<TInput> x,
        ReadOnlySpan<int> lengths,
        ReadOnlySpan<int> classIds,
        ReadOnlySpan<float> sampleWeights = default,
        ReadOnlySpan<float> initialStates = default,
        ulong? dropoutKey = null)
    {
        Enter();
        try
        {
            int timesteps = GatherBatch(x, lengths, classIds, default, sampleWeights, takesClassIds: true);
            return Differentiate(timesteps, initialStates, dropoutKey);
        }
        finally
        {
            Leave();
        }
    }

    /// <summary>Loss and gradients against target values, without changing a weight. Allocates its result.</summary>
    /// <param name="x">Inputs <c>[B, T, Features]</c>.</param>
    /// <param name="lengths">Valid timesteps of each row: <c>[B]</c>; empty if every row has MaxTimesteps.</param>
    /// <param name="targets"><c>[B, Outputs]</c>, or <c>[B, T, Outputs]</c> for a model that returns sequences; <c>[B, n, Outputs]</c> after RepeatVector(n).</param>
    /// <param name="sampleWeights">Weight of each row: <c>[B]</c>, or of each timestep for a model that returns sequences: <c>[B, T]</c> (<c>[B, n]</c> after RepeatVector(n)); empty for 1.</param>
    /// <param name="initialStates"><c>[B, StateLength]</c> in the order of <c>ModelState.CopyTo</c>; empty to start from 0.</param>
    /// <param name="dropoutKey">Decides the dropout masks, and batch normalisations use the batch's statistics; null for neither, as at inference.</param>
    /// <exception cref="ArgumentException">A span's length does not fit, or a value is not valid.</exception>
    /// <exception cref="TrainingDivergedException">Loss or gradient is NaN or infinite.</exception>
    public ModelGradients ComputeGradients(
        ReadOnlySpan<TInput> x,
        ReadOnlySpan<int> lengths,
        ReadOnlySpan<float> targets,
        ReadOnlySpan<float> sampleWeights = default,
        ReadOnlySpan<float> initialStates = default,
        ulong? dropoutKey = null)
    {
        Enter();
        try
        {
            int timesteps = GatherBatch(x, lengths, default, targets, sampleWeights, takesClassIds: false);
            return Differentiate(timesteps, initialStates, dropoutKey);
        }
        finally
        {
            Leave();
        }
    }

    private double TrainGathered(ReadOnlySpan<float> initialStates, Span<float> initialStateGradients)
    {
        try
        {
            StartFrom(initialStates);
            RequireLength(initialStateGradients.Length, nameof(initialStateGradients), _shape.StateLength, "[B, StateLength]");
            WantInitialStateGradients(initialStateGradients.Length != 0);
            double loss = TrainStep(epoch: null, Steps + 1).MeanLoss;
            GiveInitialStateGradients(initialStateGradients);
            return loss;
        }
        finally
        {
            _batch.InitialStates = null;
            _batch.InitialStateGradients = null;
        }
    }

    private void WantInitialStateGradients(bool wanted)
    {
        if (wanted && _initialStateGradients.Length == 0)
        {
            _initialStateGradients = new float[BatchSize * _shape.StateLength];
        }

        _batch.InitialStateGradients = wanted ? _initialStateGradients : null;
    }

    private void GiveInitialStateGradients(Span<float> gradients) => FromSlots(_initialStateGradients, _shape.StateLength, gradients, _shape.StateLength);

    /// <summary>Checks the spans of one batch and copies them to where the model reads them.</summary>
    /// <returns>T, the timesteps of a row of <paramref name="x"/>.</returns>
    private int GatherBatch(
        ReadOnlySpan<TInput> x,
        ReadOnlySpan<int> lengths,
        ReadOnlySpan<int> classIds,
        ReadOnlySpan<float> targets,
        ReadOnlySpan<float> sampleWeights,
        bool takesClassIds)
    {
        RequireOwnLoss();
        string model = _shape.ModelName;
        string targetName = takesClassIds ? nameof(classIds) : nameof(targets);
        if (takesClassIds != _loss.TakesClassIds || _loss.TakesLabels)
        {
            throw new ArgumentException($"{model}: the loss takes {_loss.TargetsName}.", targetName);
        }

        (int count, int timesteps) = BatchShape(x.Length, lengths.Length);
        int perElement = takesClassIds ? 1 : _loss.TargetWidth;
        int elements = _shape.OutputsOf(timesteps);
        int stride = elements * perElement;
        int actual = takesClassIds ? classIds.Length : targets.Length;
        if (actual != count * stride)
        {
            string expected = (_shape.ReturnsSequences, takesClassIds) switch
            {
                (false, true) => $"[B] = {count}",
                (false, false) => $"[B, {_loss.TargetWidthName}] = {count}·{perElement} = {count * stride}",
                (true, true) => $"[B, {ModelChecks.T(_shape)}] = {count}·{elements} = {count * stride}",
                (true, false) => $"[B, {ModelChecks.T(_shape)}, {_loss.TargetWidthName}] = {count}·{elements}·{perElement} = {count * stride}",
            };
            throw new ArgumentException(
                $"{model}: {targetName} has {actual} entries; expected {expected}.",
                targetName);
        }

        bool perTimestep = HasTimestepWeights(sampleWeights.Length, count, elements);
        ArrangeBatch(lengths, count, timesteps);
        int inputStride = timesteps * _shape.Features;
        for (int row = 0; row < count; row++)
        {
            int length = lengths.IsEmpty ? timesteps : lengths[row];
            float weight = sampleWeights.IsEmpty || perTimestep ? 1f : sampleWeights[row];
            RowChecks.Weight(model, nameof(sampleWeights), row, weight);
            ReadOnlySpan<float> weights = perTimestep ? sampleWeights.Slice(row * elements, elements) : default;
            ReadOnlySpan<TInput> inputs = x.Slice(row * inputStride, inputStride);
            ReadOnlySpan<int> rowIds = takesClassIds ? classIds.Slice(row * stride, stride) : default;
            ReadOnlySpan<float> rowTargets = takesClassIds ? default : targets.Slice(row * stride, stride);
            CheckRow(nameof(x), targetName, row, inputs[..(length * _shape.Features)], rowIds, rowTargets);
            CheckTimestepWeights(nameof(sampleWeights), row, inputs[..(length * _shape.Features)], weights);
            GatherRow(_slots[row], length, inputs, rowIds, rowTargets, weight);
            GatherTimestepWeights(_slots[row], length, weights);
        }

        return timesteps;
    }

    /// <summary>Checks the lengths of a batch of the caller's and arranges its rows by them.</summary>
    private void ArrangeBatch(ReadOnlySpan<int> lengths, int count, int timesteps)
    {
        for (int row = 0; row < count; row++)
        {
            int length = lengths.IsEmpty ? timesteps : lengths[row];
            RowChecks.Length(_shape.ModelName, nameof(lengths), row, length, timesteps);
            _slots[row] = length;
        }

        Arrange(count);
    }

    private (int Count, int Timesteps) BatchShape(int inputLength, int lengthCount)
    {
        string model = _shape.ModelName;
        int features = _shape.Features;
        int longest = _shape.MaxTimesteps * features;
        if (lengthCount == 0)
        {
            if (inputLength == 0 || inputLength % longest != 0)
            {
                throw new ArgumentException(
                    $"{model}: x has {inputLength} entries; without lengths, expected B·MaxTimesteps·Features = B·{_shape.MaxTimesteps}·{features}, a multiple of {longest}.",
                    "x");
            }

            lengthCount = inputLength / longest;
        }

        if (lengthCount > BatchSize)
        {
            throw new ArgumentException($"{model}: the batch has {lengthCount} rows, the trainer was made for at most {BatchSize}.", "x");
        }

        int timesteps = inputLength / (lengthCount * features);
        if (timesteps * lengthCount * features != inputLength)
        {
            throw new ArgumentException(
                $"{model}: x has {inputLength} entries; expected B·T·Features = {lengthCount}·T·{features}, a multiple of {lengthCount * features}.", "x");
        }

        if (timesteps > _shape.MaxTimesteps)
        {
            throw new ArgumentException($"{model}: x has {timesteps} timesteps, MaxTimesteps is {_shape.MaxTimesteps}.", "x");
        }

        return (lengthCount, timesteps);
    }

    /// <summary>Gives the gathered batch its initial states.</summary>
    private void StartFrom(ReadOnlySpan<float> initialStates)
    {
        if (initialStates.IsEmpty)
        {
            return;
        }

        int count = _batch.Count;
        int stateLength = _shape.StateLength;
        if (initialStates.Length != count * stateLength)
        {
            throw new ArgumentException(
                $"{_shape.ModelName}: initialStates has {initialStates.Length} entries; expected [B, StateLength] = {count}·{stateLength} = {count * stateLength}, or none.",
                nameof(initialStates));
        }

        if (!GradientReduction.AllFinite(initialStates))
        {
            int index = FiniteCheck.IndexOfNonFinite(initialStates);
            throw new ArgumentException(
                FormattableString.Invariant($"{_shape.ModelName}: initialStates, row {index / stateLength}, element {index % stateLength} is {initialStates[index]}; states must be finite."),
                nameof(initialStates));
        }

        if (_initialStates.Length == 0)
        {
            _initialStates = new float[BatchSize * stateLength];
        }

        ToSlots(initialStates, _initialStates, stateLength);
        _batch.InitialStates = _initialStates;
    }

    private ModelGradients Differentiate(int timesteps, ReadOnlySpan<float> initialStates, ulong? dropoutKey)
    {
        int count = _batch.Count;
        int stateLength = _shape.StateLength;
        try
        {
            StartFrom(initialStates);
            _batch.InitialStateGradients = new float[BatchSize * stateLength];
            _batch.InputGradients = _shape.Vocabulary > 0 ? null : new float[_batch.Inputs.Length];
            _batch.DropoutKey = dropoutKey ?? 0;
            StepTotals totals = RunBatch(StepKind.Differentiate, dropoutKey is not null);
            Differentiated(totals, epoch: null, Steps + 1);

            var tensors = new Dictionary<string, float[]>(StringComparer.Ordinal);
            foreach (TensorLayout tensor in _layout.Tensors)
            {
                if (!tensor.IsTrainable)
                {
                    continue;
                }

                float[] values = new float[WeightPacking.Length(tensor)];
                WeightPacking.Unpack(tensor, SummedGradient, values);
                tensors.Add(tensor.Name, values);
            }

            float[] stateGradients = new float[count * stateLength];
            FromSlots(_batch.InitialStateGradients, stateLength, stateGradients, stateLength);
            return new ModelGradients(
                totals.MeanLoss,
                CollectOutputs(timesteps),
                tensors,
                _batch.InputGradients is { } inputs ? CollectInputGradients(inputs, timesteps) : null,
                stateGradients);
        }
        finally
        {
            _batch.InitialStates = null;
            _batch.InitialStateGradients = null;
            _batch.InputGradients = null;
        }
    }

    /// <summary>The outputs of all rows: <c>[B, Outputs]</c> or <c>[B, T, Outputs]</c>.</summary>
    private float[] CollectOutputs(int timesteps)
    {
        float[] all = new float[_batch.Count * OutputWidth(timesteps)];
        CopyOutputs(all, timesteps);
        return all;
    }

    /// <summary>The gradients of the first <paramref name="timesteps"/> timesteps of every row's inputs.</summary>
    private float[] CollectInputGradients(float[] gradients, int timesteps)
    {
        int width = timesteps * _shape.Features;
        float[] all = new float[_batch.Count * width];
        FromSlots(gradients, _shape.MaxTimesteps * _shape.Features, all, width);
        return all;
    }

    /// <summary>Outputs of a row of so many timesteps.</summary>
    private int OutputWidth(int timesteps) => _shape.OutputsOf(timesteps) * _shape.Outputs;

    private string OutputForm => _shape.ReturnsSequences ? $"[B, {ModelChecks.T(_shape)}, Outputs]" : "[B, Outputs]";

    private void CopyOutputs(Span<float> outputs, int timesteps)
    {
        int width = OutputWidth(timesteps);
        for (int row = 0; row < _batch.Count && !outputs.IsEmpty; row++)
        {
            OutputsOf(row)[..width].CopyTo(outputs[(row * width)..]);
        }
    }
}
