using System;
using System.Globalization;
using System.Numerics;
using System.Runtime.InteropServices;
using ModelGen.CompilerServices;

namespace ModelGen;

/// <summary>
/// Exponential moving average of the weights, after every step: average = momentum·average + (1 − momentum)·w, beginning with the weights after the
/// first step (Keras' <c>use_ema</c>). At the end the weights become the average. Statistics that no optimiser touches are not averaged but taken as they are.
/// </summary>
public sealed class MovingAverage : TrainingCallback
{
    private readonly float _momentum;
    private readonly float _rest;
    private ModelWeights? _average;
    private bool _begun;

    /// <summary>Creates the callback.</summary>
    /// <param name="momentum">The share of the average that is kept: 0 to less than 1.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="momentum"/> is out of its range or NaN.</exception>
    public MovingAverage(float momentum = 0.99f)
    {
        if (!(momentum >= 0f && momentum < 1f))
        {
            throw new ArgumentOutOfRangeException(nameof(momentum), momentum, $"momentum must be at least 0 and less than 1, it is {momentum.ToString(CultureInfo.InvariantCulture)}.");
        }

        _momentum = momentum;
        _rest = (float)(1.0 - (double)(decimal)momentum);
    }

    /// <summary>At the end the weights become the average, unless training ends by an exception; true unless set.</summary>
    public bool ReplaceAtEnd { get; init; } = true;

    /// <summary>The average, to save or to run a model with between steps; null before training.</summary>
    public ModelWeights? Average => _average;

    /// <inheritdoc/>
    public override void OnTrainBegin(TrainingContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        _average = context.Weights.CloneCore();
        _begun = false;
    }

    /// <inheritdoc/>
    public override void OnBatchEnd(TrainingContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        ReadOnlySpan<float> weights = context.Weights.Packed.Span;
        Span<float> average = _average!.Packed.Span;
        if (!_begun)
        {
            weights.CopyTo(average);
            _begun = true;
        }
        else
        {
            Move(average, weights);
            foreach (TensorLayout tensor in _average.PackedLayout.Tensors)
            {
                if (!tensor.IsTrainable)
                {
                    foreach (PanelLayout panel in tensor.Panels)
                    {
                        WeightPacking.Part(tensor, panel, weights).CopyTo(WeightPacking.Part(tensor, panel, average));
                    }
                }
            }
        }

        _average.Changed();
    }

    /// <inheritdoc/>
    public override void OnTrainEnd(TrainingContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        if (ReplaceAtEnd && context.Error is null && _begun)
        {
            context.Weights.CopyFrom(_average!);
        }
    }

    /// <inheritdoc/>
    public override void Sync(CheckpointState state)
    {
        ArgumentNullException.ThrowIfNull(state);
        _begun = state.Sync("begun", _begun ? 1 : 0, 0, 1) != 0;
        state.Sync("average", _average!);
    }

    private void Move(Span<float> average, ReadOnlySpan<float> weights)
    {
        weights = weights[..average.Length];
        int i = 0;
        if (Vector.IsHardwareAccelerated)
        {
            Vector<float> momentum = new(_momentum);
            Vector<float> rest = new(_rest);
            for (; i <= average.Length - Vector<float>.Count; i += Vector<float>.Count)
            {
                ref float kept = ref MemoryMarshal.GetReference(average);
                Vector<float> own = Vector.LoadUnsafe(ref MemoryMarshal.GetReference(weights), (nuint)i);
                ((momentum * Vector.LoadUnsafe(ref kept, (nuint)i)) + (rest * own)).StoreUnsafe(ref kept, (nuint)i);
            }
        }

        for (; i < average.Length; i++)
        {
            average[i] = (_momentum * average[i]) + (_rest * weights[i]);
        }
    }
}
