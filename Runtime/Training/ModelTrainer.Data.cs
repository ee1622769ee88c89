using System;
using System.Runtime.InteropServices;
using System.Threading;
using ModelGen.CompilerServices;

namespace ModelGen;

public abstract partial class ModelTrainer<TInput>
{
    /// <summary>Checks that rows fit the model, and every value that will be read, as far as they are there.</summary>
    private void CheckSource(SequenceSource<TInput> data, string parameter, CancellationToken cancellationToken)
    {
        RequireOwnLoss();
        CheckFormat(data.Format, parameter);
        data.CheckRows(CheckOf(parameter), this, cancellationToken);
    }

    /// <summary>The check of single rows; any thread may make it.</summary>
    private RowCheck<TInput> CheckOf(string parameter) => (data, row, number) => CheckRow(data, parameter, row, (int)Math.Min(number, int.MaxValue));

    private void CheckFormat(SequenceFormat data, string parameter)
    {
        string model = _shape.ModelName;
        int targetTimesteps = data.TargetTimesteps > 0 ? data.TargetTimesteps : data.Timesteps;
        bool hasLabels = data.Targets == TargetKind.Labels;
        bool hasClassIds = data.Targets == TargetKind.ClassIds;
        if (data.Features != _shape.Features)
        {
            throw new ArgumentException($"{model}: {parameter} has {data.Features} features per timestep, the model reads {_shape.Features}.", parameter);
        }

        if (data.Timesteps > _shape.MaxTimesteps && !_carriesStates)
        {
            throw new ArgumentException($"{model}: {parameter} has {data.Timesteps} timesteps, MaxTimesteps is {_shape.MaxTimesteps}.{LongDataHint()}", parameter);
        }

        if (hasClassIds != _loss.TakesClassIds || hasLabels != _loss.TakesLabels)
        {
            throw new ArgumentException(
                $"{model}: {parameter} has {(hasLabels ? "sequences of labels" : hasClassIds ? "class ids" : "target values")}, the model's loss takes {_loss.TargetsName}.",
                parameter);
        }

        // With one timestep, class ids per row and per timestep look the same.
        if (data.TargetsPerTimestep != _shape.ReturnsSequences && !hasLabels && !(hasClassIds && targetTimesteps == 1))
        {
            throw new ArgumentException(
                $"{model}: {parameter} has targets per {(data.TargetsPerTimestep ? "timestep" : "row")}, the model has outputs per {(_shape.ReturnsSequences ? "timestep" : "row")}.",
                parameter);
        }

        if (_shape.ReturnsSequences && !hasLabels && targetTimesteps != _shape.OutputsOf(data.Timesteps))
        {
            throw new ArgumentException(
                $"{model}: {parameter} has targets for {targetTimesteps} timesteps of each row, the model has outputs for {_shape.OutputsOf(data.Timesteps)}{(_shape.OutputTimesteps is null ? string.Empty : ". Say so with targetTimesteps")}.",
                parameter);
        }

        if (!_loss.TakesClassIds && !hasLabels && data.TargetWidth != _loss.TargetWidth)
        {
            throw new ArgumentException(
                $"{model}: {parameter} has {data.TargetWidth} target values per {(_shape.ReturnsSequences ? "timestep" : "row")}, the model has {_loss.TargetWidth} {(_loss.TargetWidthName == "Outputs" ? "outputs" : "target values for all its outputs")}.",
                parameter);
        }

        if (data.SampleWeights == SampleWeightKind.Timesteps && !_shape.ReturnsSequences)
        {
            throw new ArgumentException($"{model}: {parameter} has sample weights per timestep, the model has outputs per row.", parameter);
        }
    }

    private void CheckRow(SequenceDataset<TInput> data, string parameter, int row, int number)
    {
        int length = data.LengthOf(row);
        RowChecks.Length(_shape.ModelName, parameter, number, length, data.Timesteps);
        RowChecks.Weight(_shape.ModelName, parameter, number, data.SampleWeight(row));
        ReadOnlySpan<TInput> inputs = data.Inputs(row)[..(length * _shape.Features)];
        CheckRow(parameter, parameter, number, inputs, data.TargetIds(row), data.Targets(row));
        CheckTimestepWeights(parameter, number, inputs, data.TimestepWeights(row));
    }

    /// <summary>Checks one row's values, as far as they are read.</summary>
    /// <param name="inputName">Name of the inputs in messages.</param>
    /// <param name="targetName">Name of the targets in messages.</param>
    /// <param name="row">The row's number.</param>
    /// <param name="inputs">The valid timesteps <c>[length, Features]</c>.</param>
    /// <param name="classIds">The row's class ids or labels, if the loss takes them.</param>
    /// <param name="targets">The row's target values, if the loss takes them.</param>
    private void CheckRow(
        string inputName,
        string targetName,
        int row,
        ReadOnlySpan<TInput> inputs,
        ReadOnlySpan<int> classIds,
        ReadOnlySpan<float> targets)
    {
        CheckInputs(inputName, row, inputs);
        int length = inputs.Length / _shape.Features;
        int elements = _shape.OutputsOf(length);
        if (_loss.TakesLabels)
        {
            CheckLabels(targetName, row, inputs, classIds);
            return;
        }

        if (!_loss.TakesClassIds && _loss.AreValid(targets[..(elements * _loss.TargetWidth)]))
        {
            return;
        }

        if (_shape.OutputTimesteps is not null)
        {
            for (int element = 0; element < elements; element++)
            {
                CheckTarget(targetName, row, _shape.ReturnsSequences ? element : -1, classIds, targets);
            }

            return;
        }

        if (!_shape.ReturnsSequences)
        {
            for (int timestep = 0; timestep < length; timestep++)
            {
                if (IsActive(inputs, timestep))
                {
                    CheckTarget(targetName, row, -1, classIds, targets);
                    break;
                }
            }

            return;
        }

        for (int timestep = 0; timestep < length; timestep++)
        {
            int inputTimestep = _shape.OutputsReversed ? length - 1 - timestep : timestep;
            if (IsActive(inputs, inputTimestep))
            {
                CheckTarget(targetName, row, timestep, classIds, targets);
            }
        }
    }

    private void CheckInputs(string name, int row, ReadOnlySpan<TInput> inputs)
    {
        RowChecks.FixedLength(_shape, name, row, inputs.Length / _shape.Features);
        RowChecks.Features(_shape.ModelName, name, row, inputs, _shape.Features);
        if (!_shape.IdColumns.IsDefaultOrEmpty)
        {
            RowChecks.IdColumns(_shape, name, row, MemoryMarshal.Cast<TInput, float>(inputs));
        }

        if (_shape.Vocabulary > 0)
        {
            RowChecks.Ids(_shape.ModelName, name, row, Ids(inputs), _shape.Vocabulary);
        }
    }

    private void CheckTarget(string name, int row, int timestep, ReadOnlySpan<int> classIds, ReadOnlySpan<float> targets)
    {
        int element = Math.Max(timestep, 0);
        if (_loss.TakesClassIds)
        {
            RowChecks.ClassId(_shape.ModelName, name, row, timestep, classIds[element], _shape.Outputs);
        }
        else
        {
            _loss.Check(_shape.ModelName, name, row, timestep, targets.Slice(element * _loss.TargetWidth, _loss.TargetWidth));
        }
    }

    /// <summary>Copies a data set's rows into the batch, or MaxTimesteps of them from timestep <paramref name="first"/> on. Nothing beyond a row's length is copied.</summary>
    private void Gather(SequenceDataset<TInput> data, ReadOnlySpan<int> rows, bool check, int first = 0)
    {
        for (int i = 0; i < rows.Length; i++)
        {
            if (check)
            {
                // The arrays are the caller's, who may have written to them since (in a progress report, say), and kernels trust ids.
                CheckRow(data, nameof(data), rows[i], rows[i]);
            }

            _slots[i] = Math.Clamp(data.LengthOf(rows[i]) - first, 0, _shape.MaxTimesteps);
        }

        Arrange(rows.Length);
        EnsureLabelRoom(data.LabelRoom);
        WeighTimesteps(data.HasTimestepWeights);
        for (int i = 0; i < rows.Length; i++)
        {
            int row = rows[i];
            int length = Math.Clamp(data.LengthOf(row) - first, 0, _shape.MaxTimesteps);
            GatherRow(_slots[i], length, data.Inputs(row)[(first * _shape.Features)..], From(data.TargetIds(row), first), From(data.Targets(row), first * _loss.TargetWidth), data.SampleWeight(row));
            GatherTimestepWeights(_slots[i], length, From(data.TimestepWeights(row), first));
        }
    }

    /// <summary>What is left of a row's values; a kind of target that the loss does not take has none.</summary>
    private static ReadOnlySpan<T> From<T>(ReadOnlySpan<T> values, int first) => values.IsEmpty ? values : values[first..];

    private void GatherRow(
        int slot,
        int length,
        ReadOnlySpan<TInput> inputs,
        ReadOnlySpan<int> classIds,
        ReadOnlySpan<float> targets,
        float sampleWeight)
    {
        GatherInputs(slot, length, inputs);
        int elements = _shape.OutputsOf(length);
        if (_loss.TakesLabels)
        {
            GatherLabels(slot, classIds);
        }
        else if (_loss.TakesClassIds)
        {
            classIds[..elements].CopyTo(_batch.ClassIds.AsSpan(slot * _outputTimesteps, _outputTimesteps));
        }
        else
        {
            int stride = _outputTimesteps * _loss.TargetWidth;
            targets[..(elements * _loss.TargetWidth)].CopyTo(_batch.Targets.AsSpan(slot * stride, stride));
        }

        _batch.SampleWeights[slot] = sampleWeight;
    }

    private void GatherInputs(int slot, int length, ReadOnlySpan<TInput> inputs)
    {
        int stride = _shape.MaxTimesteps * _shape.Features;
        inputs[..(length * _shape.Features)].CopyTo(_batch.Inputs.AsSpan(slot * stride, stride));
        _batch.Lengths[slot] = length;
    }

    /// <summary>Whether a timestep of a row's inputs is not masked.</summary>
    private bool IsActive(ReadOnlySpan<TInput> inputs, int timestep)
    {
        if (_shape.MaskValue is not { } value)
        {
            return !_shape.MaskZero || Ids(inputs)[timestep] != 0;
        }

        ReadOnlySpan<TInput> features = inputs.Slice(timestep * _shape.Features, _shape.Features)[_shape.MaskColumns ?? ..];
        return !Masking.IsMasked(ref MemoryMarshal.GetReference(MemoryMarshal.Cast<TInput, float>(features)), features.Length, value);
    }

    private static ReadOnlySpan<int> Ids(ReadOnlySpan<TInput> inputs) => MemoryMarshal.Cast<TInput, int>(inputs);
}
