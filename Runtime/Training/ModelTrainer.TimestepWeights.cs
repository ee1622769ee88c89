using System;
using ModelGen.CompilerServices;

namespace ModelGen;

// Sample weights of single timesteps, of models that return sequences.
public abstract partial class ModelTrainer<TInput>
{
    // Weights of the elements of the batch [BatchSize, MaxTimesteps], once a batch has had some, and whether the one at hand has.
    private float[] _timestepWeights = [];
    private bool _weighsTimesteps;

    /// <summary>Whether the sample weights of a batch are those of the <paramref name="timesteps"/> timesteps of its outputs.</summary>
    /// <exception cref="ArgumentException">There are neither as many as rows nor as timesteps.</exception>
    private bool HasTimestepWeights(int weights, int count, int timesteps)
    {
        bool perTimestep = _shape.ReturnsSequences && timesteps > 1 && weights == count * timesteps;
        if (!perTimestep && weights != 0 && weights != count)
        {
            string others = _shape.ReturnsSequences ? $", [B, {ModelChecks.T(_shape)}] = {count}·{timesteps} = {count * timesteps}, one per timestep," : ",";
            throw new ArgumentException($"{_shape.ModelName}: sampleWeights has {weights} entries; expected {count}, one per row{others} or none.", "sampleWeights");
        }

        WeighTimesteps(perTimestep);
        return perTimestep;
    }

    private void WeighTimesteps(bool wanted)
    {
        _weighsTimesteps = wanted;
        if (wanted && _timestepWeights.Length == 0)
        {
            _timestepWeights = new float[checked(BatchSize * _outputTimesteps)];
        }
    }

    /// <summary>Checks the weights of the timesteps that count; those of the others are not read.</summary>
    private void CheckTimestepWeights(string name, int row, ReadOnlySpan<TInput> inputs, ReadOnlySpan<float> weights)
    {
        int length = _shape.OutputsOf(inputs.Length / _shape.Features);
        for (int timestep = 0; timestep < length && !weights.IsEmpty; timestep++)
        {
            if (!_shape.MasksOutputs || IsActive(inputs, _shape.OutputsReversed ? length - 1 - timestep : timestep))
            {
                RowChecks.Weight(_shape.ModelName, name, row, weights[timestep], timestep);
            }
        }
    }

    private void GatherTimestepWeights(int slot, int length, ReadOnlySpan<float> weights)
    {
        if (!weights.IsEmpty)
        {
            weights[.._shape.OutputsOf(length)].CopyTo(_timestepWeights.AsSpan(slot * _outputTimesteps));
        }
    }

    /// <summary>The weight of an element of the batch.</summary>
    private double SampleWeight(int batchRow, int target) => _weighsTimesteps ? _timestepWeights[target] : _batch.SampleWeights[batchRow];
}
