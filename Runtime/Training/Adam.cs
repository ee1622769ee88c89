using System;
using System.Numerics;
using ModelGen.CompilerServices;

namespace ModelGen;

/// <summary>
/// Adam (Kingma and Ba, arXiv 1412.6980) in Keras' form: m += (g − m)·(1 − β₁), v += (g² − v)·(1 − β₂),
/// w −= lr·√(1 − β₂ᵗ)/(1 − β₁ᵗ) · m/(√v + ε).
/// </summary>
public class Adam : Optimizer
{
    private readonly double _beta1;
    private readonly double _beta2;
    private readonly float _oneMinusBeta1;
    private readonly float _oneMinusBeta2;
    private readonly float _epsilon;
    private double _beta1Power = 1.0;
    private double _beta2Power = 1.0;
    private float[] _mean = [];
    private float[] _square = [];
    private float _stepSize;
    private float _decay;
    private float _stepEpsilon;

    /// <summary>Creates the optimiser.</summary>
    /// <param name="learningRate">Step size.</param>
    /// <param name="beta1">Decay of the mean of the gradients: 0 to less than 1.</param>
    /// <param name="beta2">Decay of the mean of their squares: 0 to less than 1.</param>
    /// <param name="epsilon">Added to √v, outside the bias correction (<see cref="PyTorch"/> adds it inside): greater than 0.</param>
    /// <exception cref="ArgumentOutOfRangeException">A parameter is out of its range or NaN.</exception>
    public Adam(float learningRate = 0.001f, float beta1 = 0.9f, float beta2 = 0.999f, float epsilon = 1e-7f)
        : base(learningRate)
    {
        _beta1 = AsWritten(RequireFraction(beta1, nameof(beta1)));
        _beta2 = AsWritten(RequireFraction(beta2, nameof(beta2)));
        _oneMinusBeta1 = OneMinus(beta1);
        _oneMinusBeta2 = OneMinus(beta2);
        _epsilon = RequirePositive(epsilon, nameof(epsilon));
    }

    /// <summary>PyTorch's form and defaults: w −= lr·m̂/(√v̂ + ε) with m̂ = m/(1 − β₁ᵗ), v̂ = v/(1 − β₂ᵗ).</summary>
    /// <inheritdoc cref="Adam(float, float, float, float)" path="/param|/exception"/>
    public static Adam PyTorch(float learningRate = 0.001f, float beta1 = 0.9f, float beta2 = 0.999f, float epsilon = 1e-8f)
        => new(learningRate, beta1, beta2, epsilon) { CorrectsBiasFirst = true };

    /// <summary>ε is added after the bias correction, as PyTorch does.</summary>
    private protected bool CorrectsBiasFirst { get; init; }

    /// <summary>Weight decay per step as a share of the learning rate; 0 for plain Adam.</summary>
    private protected virtual float DecayRate => 0f;

    internal override void Update(Span<float> weights, ReadOnlySpan<float> gradient, int start, float rate = 1f, bool decays = true)
    {
        float step = _stepSize * rate;
        float shrink = decays ? _decay * rate : 0f;
        gradient = gradient[..weights.Length];
        Span<float> mean = _mean.AsSpan(start, weights.Length);
        Span<float> square = _square.AsSpan(start, weights.Length);
        int i = 0;
        if (Vector.IsHardwareAccelerated)
        {
            Vector<float> oneMinusBeta1 = new(_oneMinusBeta1);
            Vector<float> oneMinusBeta2 = new(_oneMinusBeta2);
            Vector<float> epsilon = new(_stepEpsilon);
            Vector<float> stepSize = new(step);
            Vector<float> decay = new(shrink);
            for (; i <= weights.Length - Vector<float>.Count; i += Vector<float>.Count)
            {
                Vector<float> g = Load(gradient, i);
                Vector<float> m = Load(mean, i);
                Vector<float> v = Load(square, i);
                Vector<float> w = Load(weights, i);
                m += (g - m) * oneMinusBeta1;
                v += ((g * g) - v) * oneMinusBeta2;
                w -= w * decay;
                w -= m * stepSize / (Vector.SquareRoot(v) + epsilon);
                Store(m, mean, i);
                Store(v, square, i);
                Store(w, weights, i);
            }
        }

        for (; i < weights.Length; i++)
        {
            float g = gradient[i];
            float m = mean[i];
            float v = square[i];
            float w = weights[i];
            m += (g - m) * _oneMinusBeta1;
            v += ((g * g) - v) * _oneMinusBeta2;
            w -= w * shrink;
            w -= m * step / (MathF.Sqrt(v) + _stepEpsilon);
            mean[i] = m;
            square[i] = v;
            weights[i] = w;
        }
    }

    private protected override string Settings
        => Invariant($"beta1 {_beta1}, beta2 {_beta2}, epsilon {_epsilon}{(CorrectsBiasFirst ? " after the bias correction" : "")}, decay {DecayRate}");

    private protected override void SyncSlots(CheckpointState state, WeightLayout layout)
    {
        _beta1Power = state.Sync("beta1_power", _beta1Power);
        _beta2Power = state.Sync("beta2_power", _beta2Power);
        state.Sync("mean", layout, _mean);
        state.Sync("square", layout, _square);
    }

    private protected override void AllocateSlots(int packedLength)
    {
        _mean = new float[packedLength];
        _square = new float[packedLength];
    }

    private protected override void PrepareStep()
    {
        _beta1Power *= _beta1;
        _beta2Power *= _beta2;
        double root = Math.Sqrt(1.0 - _beta2Power);
        _stepSize = (float)(LearningRate * root / (1.0 - _beta1Power));

        // lr·m̂/(√v̂ + ε), its fraction expanded by this root.
        _stepEpsilon = CorrectsBiasFirst ? (float)(_epsilon * root) : _epsilon;
        _decay = (float)((double)DecayRate * LearningRate);
    }
}
