using System;
using ModelGen.CompilerServices;

namespace ModelGen;

/// <summary>
/// Half a cosine from the learning rate down to a share of it, after a straight warm-up (Keras' CosineDecay; Loshchilov and Hutter,
/// arXiv 1608.03983).
/// </summary>
public sealed class CosineDecay : LearningRateSchedule
{
    private readonly float _learningRate;
    private readonly long _steps;
    private readonly long _warmupSteps;
    private readonly float _warmupFrom;
    private readonly double _least;

    /// <summary>Creates the schedule.</summary>
    /// <param name="learningRate">The greatest learning rate, at the end of the warm-up.</param>
    /// <param name="steps">Steps of the decay; afterwards the rate stays.</param>
    /// <param name="least">The share of the learning rate that is left: at least 0, at most 1.</param>
    /// <param name="warmupSteps">Steps of the warm-up before the decay, or 0.</param>
    /// <param name="warmupFrom">The learning rate that the warm-up begins with.</param>
    /// <exception cref="ArgumentOutOfRangeException">A parameter is out of its range or NaN.</exception>
    public CosineDecay(float learningRate, long steps, double least = 0.0, long warmupSteps = 0, float warmupFrom = 0f)
    {
        _learningRate = RequireRate(learningRate, nameof(learningRate));
        _steps = RequireSteps(steps, nameof(steps));
        _warmupSteps = RequireSteps(warmupSteps, nameof(warmupSteps), least: 0);
        _warmupFrom = RequireRate(warmupFrom, nameof(warmupFrom));
        if (!(least >= 0.0 && least <= 1.0))
        {
            throw new ArgumentOutOfRangeException(nameof(least), least, $"{nameof(least)} must be between 0 and 1, it is {least}.");
        }

        _least = least;
    }

    /// <inheritdoc/>
    public override string ToString() => FormattableString.Invariant($"{nameof(CosineDecay)}(learningRate {_learningRate}, steps {_steps}, least {_least}, warmupSteps {_warmupSteps}, warmupFrom {_warmupFrom})");

    /// <inheritdoc/>
    public override float At(long step)
    {
        if (step < _warmupSteps)
        {
            return (float)(_warmupFrom + (((double)_learningRate - _warmupFrom) * step / _warmupSteps));
        }

        double done = Math.Min(step - _warmupSteps, _steps) / (double)_steps;
        return (float)(_learningRate * (_least + ((1.0 - _least) * DeterministicMath.HalfCosine(done))));
    }
}
