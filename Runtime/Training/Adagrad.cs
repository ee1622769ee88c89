using System;
using System.Numerics;
using ModelGen.CompilerServices;

namespace ModelGen;

/// <summary>Adagrad (Duchi, Hazan and Singer, 2011) in Keras' form: v += g², w −= lr·g/√(v + ε). v begins at <c>initialAccumulator</c>.</summary>
public sealed class Adagrad : Optimizer
{
    private readonly float _initialAccumulator;
    private readonly double _learningRateDecay;
    private readonly float _innerEpsilon;
    private readonly float _outerEpsilon;
    private float[] _square = [];
    private float _stepSize;

    /// <summary>Creates the optimiser.</summary>
    /// <param name="learningRate">Step size.</param>
    /// <param name="initialAccumulator">What v begins at: at least 0.</param>
    /// <param name="epsilon">Added to v under the root: greater than 0.</param>
    /// <exception cref="ArgumentOutOfRangeException">A parameter is out of its range or NaN.</exception>
    public Adagrad(float learningRate = 0.001f, float initialAccumulator = 0.1f, float epsilon = 1e-7f)
        : this(learningRate, 0f, initialAccumulator, epsilon, pyTorch: false)
    {
    }

    private Adagrad(float learningRate, float learningRateDecay, float initialAccumulator, float epsilon, bool pyTorch)
        : base(learningRate)
    {
        _learningRateDecay = RequireFinite(learningRateDecay, nameof(learningRateDecay));
        _initialAccumulator = RequireFinite(initialAccumulator, nameof(initialAccumulator));
        RequirePositive(epsilon, nameof(epsilon));
        (_innerEpsilon, _outerEpsilon) = pyTorch ? (0f, epsilon) : (epsilon, 0f);
    }

    /// <summary>PyTorch's form and defaults: w −= lr/(1 + (t − 1)·decay) · g/(√v + ε).</summary>
    /// <param name="learningRate">Step size.</param>
    /// <param name="learningRateDecay">By how much the step size falls: at least 0.</param>
    /// <param name="initialAccumulator">What v begins at: at least 0.</param>
    /// <param name="epsilon">Added to √v: greater than 0.</param>
    /// <exception cref="ArgumentOutOfRangeException">A parameter is out of its range or NaN.</exception>
    public static Adagrad PyTorch(float learningRate = 0.01f, float learningRateDecay = 0f, float initialAccumulator = 0f, float epsilon = 1e-10f)
        => new(learningRate, learningRateDecay, initialAccumulator, epsilon, pyTorch: true);

    internal override void Update(Span<float> weights, ReadOnlySpan<float> gradient, int start, float rate = 1f, bool decays = true)
    {
        float step = _stepSize * rate;
        gradient = gradient[..weights.Length];
        Span<float> square = _square.AsSpan(start, weights.Length);
        int i = 0;
        if (Vector.IsHardwareAccelerated)
        {
            Vector<float> stepSize = new(step);
            Vector<float> inner = new(_innerEpsilon);
            Vector<float> outer = new(_outerEpsilon);
            for (; i <= weights.Length - Vector<float>.Count; i += Vector<float>.Count)
            {
                Vector<float> g = Load(gradient, i);
                Vector<float> v = Load(square, i) + (g * g);
                Store(v, square, i);
                Store(Load(weights, i) - (stepSize * g / (Vector.SquareRoot(v + inner) + outer)), weights, i);
            }
        }

        for (; i < weights.Length; i++)
        {
            float g = gradient[i];
            float v = square[i] + (g * g);
            square[i] = v;
            weights[i] -= step * g / (MathF.Sqrt(v + _innerEpsilon) + _outerEpsilon);
        }
    }

    private protected override string Settings
        => Invariant($"decay of the learning rate {_learningRateDecay}, accumulator {_initialAccumulator}, epsilon {_innerEpsilon} inside, {_outerEpsilon} outside");

    private protected override void SyncSlots(CheckpointState state, WeightLayout layout) => state.Sync("square", layout, _square);

    private protected override void AllocateSlots(int packedLength)
    {
        _square = new float[packedLength];
        _square.AsSpan().Fill(_initialAccumulator);
    }

    private protected override void PrepareStep() => _stepSize = (float)(LearningRate / (1.0 + ((Iterations - 1) * _learningRateDecay)));
}
