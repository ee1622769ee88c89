using System;
using ModelGen.CompilerServices;

namespace ModelGen;

/// <summary>lr·factorⁿ after n whole intervals (PyTorch's StepLR).</summary>
public sealed class StepDecay : LearningRateSchedule
{
    private readonly float _learningRate;
    private readonly long _interval;
    private readonly double _factor;

    /// <summary>Creates the schedule.</summary>
    /// <param name="learningRate">The first learning rate.</param>
    /// <param name="interval">Steps between two changes.</param>
    /// <param name="factor">What each change multiplies by: greater than 0.</param>
    /// <exception cref="ArgumentOutOfRangeException">A parameter is out of its range or NaN.</exception>
    public StepDecay(float learningRate, long interval, double factor = 0.1)
    {
        _learningRate = RequireRate(learningRate, nameof(learningRate));
        _interval = RequireSteps(interval, nameof(interval));
        _factor = RequirePositive(factor, nameof(factor));
    }

    /// <inheritdoc/>
    public override string ToString() => FormattableString.Invariant($"{nameof(StepDecay)}(learningRate {_learningRate}, interval {_interval}, factor {_factor})");

    /// <inheritdoc/>
    public override float At(long step) => (float)(_learningRate * DeterministicMath.Exp(step / _interval * DeterministicMath.Log(_factor)));
}
