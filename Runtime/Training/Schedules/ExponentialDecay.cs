using System;
using ModelGen.CompilerServices;

namespace ModelGen;

/// <summary>lr·rate^(step/steps) (Keras' ExponentialDecay).</summary>
public sealed class ExponentialDecay : LearningRateSchedule
{
    private readonly float _learningRate;
    private readonly long _steps;
    private readonly double _rate;
    private readonly bool _staircase;

    /// <summary>Creates the schedule.</summary>
    /// <param name="learningRate">The first learning rate.</param>
    /// <param name="steps">Steps after which it has been multiplied by <paramref name="rate"/>.</param>
    /// <param name="rate">The factor: greater than 0.</param>
    /// <param name="staircase">Only whole numbers of <paramref name="steps"/> count.</param>
    /// <exception cref="ArgumentOutOfRangeException">A parameter is out of its range or NaN.</exception>
    public ExponentialDecay(float learningRate, long steps, double rate, bool staircase = false)
    {
        _learningRate = RequireRate(learningRate, nameof(learningRate));
        _steps = RequireSteps(steps, nameof(steps));
        _rate = RequirePositive(rate, nameof(rate));
        _staircase = staircase;
    }

    /// <inheritdoc/>
    public override string ToString() => FormattableString.Invariant($"{nameof(ExponentialDecay)}(learningRate {_learningRate}, steps {_steps}, rate {_rate}{(_staircase ? ", staircase" : string.Empty)})");

    /// <inheritdoc/>
    public override float At(long step)
    {
        double exponent = _staircase ? step / _steps : step / (double)_steps;
        return (float)(_learningRate * DeterministicMath.Exp(exponent * DeterministicMath.Log(_rate)));
    }
}
