using System;
using System.Collections.Generic;
using ModelGen.CompilerServices;

namespace ModelGen;

// What makes steps, tensors and classes differ from each other: groups, accumulation, class weights.
public abstract partial class ModelTrainer<TInput>
{
    private readonly UpdatePlan? _plan;
    private readonly string _groups;
    private readonly float[]? _classWeights;
    private readonly string _classWeightsText;
    private readonly float[] _accumulated;
    private readonly int _accumulatedSteps;

    // Steps whose gradients wait for an update.
    private int _waitingSteps;

    /// <summary>Adds the batch's gradient to those that wait; with the last of them their mean takes the gradient's place.</summary>
    /// <returns>The weights are to be updated. Else the step is over.</returns>
    private bool Accumulate()
    {
        Span<float> gradient = SummedGradient;
        bool first = _waitingSteps == 0;
        bool last = _waitingSteps + 1 == _accumulatedSteps;
        for (int i = 0; i < gradient.Length; i++)
        {
            float sum = first ? gradient[i] : _accumulated[i] + gradient[i];
            _accumulated[i] = sum;
            if (last)
            {
                gradient[i] = sum / _accumulatedSteps;
            }
        }

        _waitingSteps = last ? 0 : _waitingSteps + 1;
        if (last)
        {
            return true;
        }

        if (_statistics is not null)
        {
            _weights.Packed.Span.CopyTo(_previousWeights);
            _statistics.Move(_previousWeights, _weights.Packed.Span);
            _weights.Changed();
        }

        Steps++;
        return false;
    }

    private void SyncGroups(CheckpointState state)
    {
        state.Require("groups", _groups, "a training with the groups");
        long steps = state.Sync("accumulated_steps", _accumulatedSteps, 1);
        if (steps != _accumulatedSteps)
        {
            throw new CheckpointException($"{state.Source}: it accumulates the gradients of {steps} steps, this trainer those of {_accumulatedSteps}.");
        }

        string classWeights = state.Sync("class_weights", _classWeightsText);
        if (classWeights != _classWeightsText)
        {
            throw new CheckpointException(
                $"{state.Source}: it is from a training with {DescribeClassWeights(classWeights)}; this trainer has {DescribeClassWeights(_classWeightsText)}. Give it the same ({nameof(TrainerOptions)}.{nameof(TrainerOptions.ClassWeights)}).");
        }

        if (_accumulatedSteps > 1)
        {
            _waitingSteps = (int)state.Sync("waiting_steps", _waitingSteps, 0, _accumulatedSteps - 1);
            state.Sync("accumulated", _layout, _accumulated);
        }
    }

    private static string DescribeClassWeights(string weights) => weights.Length == 0 ? "no class weights" : $"the class weights {weights}";

    private float[]? CheckClassWeights(IReadOnlyList<float>? weights)
    {
        if (weights is null)
        {
            return null;
        }

        if (_loss.Classes is not { } classes)
        {
            throw new ArgumentException($"{_shape.ModelName}: class weights need one output with a cross-entropy of classes, or one binary value; the loss is {_loss.Name}.", nameof(weights));
        }

        if (weights.Count != classes)
        {
            throw new ArgumentException($"{_shape.ModelName}: there are {weights.Count} class weights; expected {classes}, one for each class.", nameof(weights));
        }

        float[] copy = [.. weights];
        for (int i = 0; i < copy.Length; i++)
        {
            if (!(copy[i] >= 0f && float.IsFinite(copy[i])))
            {
                throw new ArgumentException(FormattableString.Invariant($"{_shape.ModelName}: the weight of class {i} is {copy[i]}; it must be a finite number of at least 0."), nameof(weights));
            }
        }

        return copy;
    }

    /// <summary>The weight of the class of an element of the batch.</summary>
    private double ClassWeight(int target)
    {
        if (_loss.TakesClassIds)
        {
            return _classWeights![_batch.ClassIds[target]];
        }

        ReadOnlySpan<float> targets = _batch.Targets.AsSpan(target * _loss.TargetWidth, _loss.TargetWidth);
        if (targets.Length == 1)
        {
            return _classWeights![targets[0] > 0.5f ? 1 : 0];
        }

        int greatest = 0;
        for (int k = 1; k < targets.Length; k++)
        {
            greatest = targets[k] > targets[greatest] ? k : greatest;
        }

        return _classWeights![greatest];
    }
}
