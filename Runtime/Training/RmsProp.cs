using System;
using System.Numerics;
using ModelGen.CompilerServices;

namespace ModelGen;

/// <summary>
/// RMSprop (Hinton, lecture 6e of "Neural Networks for Machine Learning") in Keras' form: v = ρ·v + (1 − ρ)·g², w −= lr·g/√(v + ε);
/// centred, v is less the square of the mean gradient; with momentum μ: m = μ·m + lr·g/√(v + ε), w −= m.
/// </summary>
public sealed class RmsProp : Optimizer
{
    private readonly float _rho;
    private readonly float _oneMinusRho;
    private readonly float _momentum;
    private readonly float _innerEpsilon;
    private readonly float _outerEpsilon;
    private readonly bool _centered;
    private readonly bool _scalesMomentum;
    private float[] _square = [];
    private float[] _mean = [];
    private float[] _velocity = [];
    private float _stepSize;
    private float _updateSize;

    /// <summary>Creates the optimiser.</summary>
    /// <param name="learningRate">Step size.</param>
    /// <param name="rho">Decay of the mean of the squared gradients: 0 to less than 1.</param>
    /// <param name="momentum">Share of the previous update that is kept: 0 to less than 1.</param>
    /// <param name="epsilon">Added to v under the root: greater than 0.</param>
    /// <param name="centered">Divide by the gradients' standard deviation rather than their root mean square.</param>
    /// <exception cref="ArgumentOutOfRangeException">A parameter is out of its range or NaN.</exception>
    public RmsProp(float learningRate = 0.001f, float rho = 0.9f, float momentum = 0f, float epsilon = 1e-7f, bool centered = false)
        : this(learningRate, rho, momentum, epsilon, centered, pyTorch: false)
    {
    }

    private RmsProp(float learningRate, float rho, float momentum, float epsilon, bool centered, bool pyTorch)
        : base(learningRate)
    {
        _rho = RequireFraction(rho, pyTorch ? "alpha" : nameof(rho));
        _oneMinusRho = OneMinus(rho);
        _momentum = RequireFraction(momentum, nameof(momentum));
        _centered = centered;
        _scalesMomentum = pyTorch;
        RequirePositive(epsilon, nameof(epsilon));
        (_innerEpsilon, _outerEpsilon) = pyTorch ? (0f, epsilon) : (epsilon, 0f);
    }

    /// <summary>PyTorch's form and defaults: w −= lr·g/(√v + ε); with momentum m = μ·m + g/(√v + ε), w −= lr·m.</summary>
    /// <param name="learningRate">Step size.</param>
    /// <param name="alpha">Decay of the mean of the squared gradients: 0 to less than 1.</param>
    /// <param name="momentum">Share of the previous update that is kept: 0 to less than 1.</param>
    /// <param name="epsilon">Added to √v: greater than 0.</param>
    /// <param name="centered">Divide by the gradients' standard deviation rather than their root mean square.</param>
    /// <exception cref="ArgumentOutOfRangeException">A parameter is out of its range or NaN.</exception>
    public static RmsProp PyTorch(float learningRate = 0.01f, float alpha = 0.99f, float momentum = 0f, float epsilon = 1e-8f, bool centered = false)
        => new(learningRate, alpha, momentum, epsilon, centered, pyTorch: true);

    internal override void Update(Span<float> weights, ReadOnlySpan<float> gradient, int start, float rate = 1f, bool decays = true)
    {
        float ofUpdate = _scalesMomentum ? _updateSize : _updateSize * rate;
        float step = _scalesMomentum ? _stepSize * rate : _stepSize;
        gradient = gradient[..weights.Length];
        Span<float> square = _square.AsSpan(start, weights.Length);
        Span<float> mean = _centered ? _mean.AsSpan(start, weights.Length) : default;
        Span<float> velocity = _momentum != 0f ? _velocity.AsSpan(start, weights.Length) : default;
        int i = 0;
        if (Vector.IsHardwareAccelerated)
        {
            Vector<float> rho = new(_rho);
            Vector<float> oneMinusRho = new(_oneMinusRho);
            for (; i <= weights.Length - Vector<float>.Count; i += Vector<float>.Count)
            {
                Vector<float> g = Load(gradient, i);
                Vector<float> v = (rho * Load(square, i)) + (oneMinusRho * g * g);
                Store(v, square, i);
                if (_centered)
                {
                    Vector<float> average = (rho * Load(mean, i)) + (oneMinusRho * g);
                    Store(average, mean, i);

                    // Rounding must not make a variance negative.
                    v = Vector.Max(v - (average * average), Vector<float>.Zero);
                }

                Vector<float> update = new Vector<float>(ofUpdate) * g / (Vector.SquareRoot(v + new Vector<float>(_innerEpsilon)) + new Vector<float>(_outerEpsilon));
                if (_momentum != 0f)
                {
                    update += new Vector<float>(_momentum) * Load(velocity, i);
                    Store(update, velocity, i);
                }

                Store(Load(weights, i) - (new Vector<float>(step) * update), weights, i);
            }
        }

        for (; i < weights.Length; i++)
        {
            float g = gradient[i];
            float v = (_rho * square[i]) + (_oneMinusRho * g * g);
            square[i] = v;
            if (_centered)
            {
                float average = (_rho * mean[i]) + (_oneMinusRho * g);
                mean[i] = average;
                v = v - (average * average) is var variance && variance > 0f ? variance : 0f;
            }

            float update = ofUpdate * g / (MathF.Sqrt(v + _innerEpsilon) + _outerEpsilon);
            if (_momentum != 0f)
            {
                update += _momentum * velocity[i];
                velocity[i] = update;
            }

            weights[i] -= step * update;
        }
    }

    private protected override string Settings
        => Invariant($"rho {_rho}, momentum {_momentum}, epsilon {_innerEpsilon} inside, {_outerEpsilon} outside{(_centered ? ", centred" : "")}{(_scalesMomentum ? ", PyTorch's momentum" : "")}");

    private protected override void SyncSlots(CheckpointState state, WeightLayout layout)
    {
        state.Sync("square", layout, _square);
        if (_centered)
        {
            state.Sync("mean", layout, _mean);
        }

        if (_momentum != 0f)
        {
            state.Sync("velocity", layout, _velocity);
        }
    }

    private protected override void AllocateSlots(int packedLength)
    {
        _square = new float[packedLength];
        _mean = _centered ? new float[packedLength] : [];
        _velocity = _momentum != 0f ? new float[packedLength] : [];
    }

    private protected override void PrepareStep() => (_updateSize, _stepSize) = _scalesMomentum ? (1f, LearningRate) : (LearningRate, 1f);
}
