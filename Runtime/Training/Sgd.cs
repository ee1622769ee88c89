using System;
using System.Numerics;
using ModelGen.CompilerServices;

namespace ModelGen;

/// <summary>
/// Stochastic gradient descent. Without momentum w −= lr·g; with momentum μ: m = μ·m − lr·g, then w += m,
/// or w += μ·m − lr·g with Nesterov's form (Keras' SGD).
/// </summary>
public sealed class Sgd : Optimizer
{
    private readonly float _momentum;
    private readonly bool _nesterov;
    private float[] _velocity = [];
    private float _stepSize;

    /// <summary>Creates the optimiser.</summary>
    /// <param name="learningRate">Step size.</param>
    /// <param name="momentum">Share of the previous update that is kept: 0 to less than 1.</param>
    /// <param name="nesterov">Nesterov's form of momentum; without momentum it changes nothing.</param>
    /// <exception cref="ArgumentOutOfRangeException">A parameter is out of its range or NaN.</exception>
    public Sgd(float learningRate = 0.01f, float momentum = 0f, bool nesterov = false)
        : base(learningRate)
    {
        _momentum = RequireFraction(momentum, nameof(momentum));
        _nesterov = nesterov;
    }

    internal override void Update(Span<float> weights, ReadOnlySpan<float> gradient, int start, float rate = 1f, bool decays = true)
    {
        float step = _stepSize * rate;
        if (_momentum == 0f)
        {
            Descend(weights, gradient, step);
        }
        else
        {
            DescendWithMomentum(weights, gradient, _velocity.AsSpan(start, weights.Length), step);
        }
    }

    private protected override string Settings => Invariant($"momentum {_momentum}{(_nesterov ? ", Nesterov" : "")}");

    private protected override void SyncSlots(CheckpointState state, WeightLayout layout)
    {
        if (_momentum != 0f)
        {
            state.Sync("velocity", layout, _velocity);
        }
    }

    private protected override void AllocateSlots(int packedLength)
    {
        if (_momentum != 0f)
        {
            _velocity = new float[packedLength];
        }
    }

    private protected override void PrepareStep() => _stepSize = LearningRate;

    private static void Descend(Span<float> weights, ReadOnlySpan<float> gradient, float step)
    {
        gradient = gradient[..weights.Length];
        int i = 0;
        if (Vector.IsHardwareAccelerated)
        {
            Vector<float> stepSize = new(step);
            for (; i <= weights.Length - Vector<float>.Count; i += Vector<float>.Count)
            {
                Store(Load(weights, i) - (stepSize * Load(gradient, i)), weights, i);
            }
        }

        for (; i < weights.Length; i++)
        {
            weights[i] -= step * gradient[i];
        }
    }

    private void DescendWithMomentum(Span<float> weights, ReadOnlySpan<float> gradient, Span<float> velocity, float step)
    {
        gradient = gradient[..weights.Length];
        int i = 0;
        if (Vector.IsHardwareAccelerated)
        {
            Vector<float> stepSize = new(step);
            Vector<float> momentum = new(_momentum);
            for (; i <= weights.Length - Vector<float>.Count; i += Vector<float>.Count)
            {
                Vector<float> descent = stepSize * Load(gradient, i);
                Vector<float> next = (momentum * Load(velocity, i)) - descent;
                Store(next, velocity, i);
                Store(Load(weights, i) + (_nesterov ? (momentum * next) - descent : next), weights, i);
            }
        }

        for (; i < weights.Length; i++)
        {
            float descent = step * gradient[i];
            float next = (_momentum * velocity[i]) - descent;
            velocity[i] = next;
            weights[i] += _nesterov ? (_momentum * next) - descent : next;
        }
    }
}
