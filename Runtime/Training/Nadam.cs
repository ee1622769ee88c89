using System;
using System.Numerics;
using ModelGen.CompilerServices;

namespace ModelGen;

/// <summary>
/// Adam with Nesterov's momentum (Dozat, 2016) in Keras' form: m and v as in <see cref="Adam"/>; with u_t = β₁·(1 − ½·0.96^(t·d)) and U_t their
/// product, w −= lr·(u_{t+1}·m/(1 − U_{t+1}) + (1 − u_t)·g/(1 − U_t)) / (√(v/(1 − β₂ᵗ)) + ε).
/// </summary>
public sealed class Nadam : Optimizer
{
    private readonly double _beta1;
    private readonly double _beta2;
    private readonly double _momentumDecay;
    private readonly float _oneMinusBeta1;
    private readonly float _oneMinusBeta2;
    private readonly float _epsilon;
    private double _beta2Power = 1.0;
    private double _momentumProduct = 1.0;
    private float[] _mean = [];
    private float[] _square = [];
    private float _meanSize;
    private float _gradientSize;
    private float _rootScale;

    /// <summary>Creates the optimiser.</summary>
    /// <param name="learningRate">Step size.</param>
    /// <param name="beta1">Decay of the mean of the gradients: 0 to less than 1.</param>
    /// <param name="beta2">Decay of the mean of their squares: 0 to less than 1.</param>
    /// <param name="epsilon">Added to the root: greater than 0.</param>
    /// <exception cref="ArgumentOutOfRangeException">A parameter is out of its range or NaN.</exception>
    public Nadam(float learningRate = 0.001f, float beta1 = 0.9f, float beta2 = 0.999f, float epsilon = 1e-7f)
        : this(learningRate, beta1, beta2, epsilon, momentumDecay: 1f)
    {
    }

    private Nadam(float learningRate, float beta1, float beta2, float epsilon, float momentumDecay)
        : base(learningRate)
    {
        _beta1 = AsWritten(RequireFraction(beta1, nameof(beta1)));
        _beta2 = AsWritten(RequireFraction(beta2, nameof(beta2)));
        _oneMinusBeta1 = OneMinus(beta1);
        _oneMinusBeta2 = OneMinus(beta2);
        _epsilon = RequirePositive(epsilon, nameof(epsilon));
        _momentumDecay = AsWritten(RequireFinite(momentumDecay, nameof(momentumDecay)));
    }

    /// <summary>PyTorch's defaults. Its momentum grows more slowly: d = 0.004, where Keras has 1.</summary>
    /// <param name="learningRate">Step size.</param>
    /// <param name="beta1">Decay of the mean of the gradients: 0 to less than 1.</param>
    /// <param name="beta2">Decay of the mean of their squares: 0 to less than 1.</param>
    /// <param name="epsilon">Added to the root: greater than 0.</param>
    /// <param name="momentumDecay">d, at least 0.</param>
    /// <exception cref="ArgumentOutOfRangeException">A parameter is out of its range or NaN.</exception>
    public static Nadam PyTorch(float learningRate = 0.002f, float beta1 = 0.9f, float beta2 = 0.999f, float epsilon = 1e-8f, float momentumDecay = 0.004f)
        => new(learningRate, beta1, beta2, epsilon, momentumDecay);

    internal override void Update(Span<float> weights, ReadOnlySpan<float> gradient, int start, float rate = 1f, bool decays = true)
    {
        float ofMean = _meanSize * rate;
        float ofGradient = _gradientSize * rate;
        gradient = gradient[..weights.Length];
        Span<float> mean = _mean.AsSpan(start, weights.Length);
        Span<float> square = _square.AsSpan(start, weights.Length);
        int i = 0;
        if (Vector.IsHardwareAccelerated)
        {
            Vector<float> oneMinusBeta1 = new(_oneMinusBeta1);
            Vector<float> oneMinusBeta2 = new(_oneMinusBeta2);
            Vector<float> meanSize = new(ofMean);
            Vector<float> gradientSize = new(ofGradient);
            Vector<float> rootScale = new(_rootScale);
            Vector<float> epsilon = new(_epsilon);
            for (; i <= weights.Length - Vector<float>.Count; i += Vector<float>.Count)
            {
                Vector<float> g = Load(gradient, i);
                Vector<float> m = Load(mean, i);
                Vector<float> v = Load(square, i);
                m += (g - m) * oneMinusBeta1;
                v += ((g * g) - v) * oneMinusBeta2;
                Store(m, mean, i);
                Store(v, square, i);
                Store(Load(weights, i) - (((meanSize * m) + (gradientSize * g)) / ((rootScale * Vector.SquareRoot(v)) + epsilon)), weights, i);
            }
        }

        for (; i < weights.Length; i++)
        {
            float g = gradient[i];
            float m = mean[i];
            float v = square[i];
            m += (g - m) * _oneMinusBeta1;
            v += ((g * g) - v) * _oneMinusBeta2;
            mean[i] = m;
            square[i] = v;
            weights[i] -= ((ofMean * m) + (ofGradient * g)) / ((_rootScale * MathF.Sqrt(v)) + _epsilon);
        }
    }

    private protected override string Settings => Invariant($"beta1 {_beta1}, beta2 {_beta2}, epsilon {_epsilon}, momentum decay {_momentumDecay}");

    private protected override void SyncSlots(CheckpointState state, WeightLayout layout)
    {
        _beta2Power = state.Sync("beta2_power", _beta2Power);
        _momentumProduct = state.Sync("momentum_product", _momentumProduct);
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
        _beta2Power *= _beta2;
        double momentum = MomentumAt(Iterations);
        double next = MomentumAt(Iterations + 1);
        _momentumProduct *= momentum;
        _meanSize = (float)(LearningRate * next / (1.0 - (_momentumProduct * next)));
        _gradientSize = (float)(LearningRate * (1.0 - momentum) / (1.0 - _momentumProduct));
        _rootScale = (float)(1.0 / Math.Sqrt(1.0 - _beta2Power));
    }

    // 0.96^x with functions that have the same bits on every machine.
    private double MomentumAt(long step) => _beta1 * (1.0 - (0.5 * DeterministicMath.Exp(step * _momentumDecay * DeterministicMath.Log(0.96))));
}
