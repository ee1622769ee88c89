using System;
using ModelGen.CompilerServices;

namespace ModelGen;

/// <summary>
/// Up to the greatest learning rate and down again far below the first one, both as half cosines (PyTorch's OneCycleLR; Smith and
/// Topin, arXiv 1708.07120). Momentum is left as it is.
/// </summary>
public sealed class OneCycle : LearningRateSchedule
{
    private readonly double _first;
    private readonly double _greatest;
    private readonly double _last;
    private readonly double _rise;
    private readonly double _peak;
    private readonly double _end;

    /// <summary>Creates the schedule.</summary>
    /// <param name="learningRate">The greatest learning rate.</param>
    /// <param name="steps">Steps of the whole cycle, at least 2; afterwards the rate stays.</param>
    /// <param name="rise">The share of the steps until the greatest rate: between 0 and 1.</param>
    /// <param name="firstDivisor">The first rate is the greatest one divided by this.</param>
    /// <param name="lastDivisor">The last rate is the first one divided by this.</param>
    /// <exception cref="ArgumentOutOfRangeException">A parameter is out of its range or NaN.</exception>
    public OneCycle(float learningRate, long steps, double rise = 0.3, double firstDivisor = 25.0, double lastDivisor = 1e4)
    {
        _greatest = RequireRate(learningRate, nameof(learningRate));
        RequireSteps(steps, nameof(steps), least: 2);
        if (!(rise > 0.0 && rise < 1.0))
        {
            throw new ArgumentOutOfRangeException(nameof(rise), rise, $"{nameof(rise)} must lie between 0 and 1, it is {rise}.");
        }

        _first = _greatest / RequirePositive(firstDivisor, nameof(firstDivisor));
        _last = _first / RequirePositive(lastDivisor, nameof(lastDivisor));
        _rise = rise;
        _peak = (rise * steps) - 1.0;
        _end = steps - 1.0;
    }

    /// <inheritdoc/>
    public override string ToString() => FormattableString.Invariant($"{nameof(OneCycle)}(learningRate {(float)_greatest}, steps {_end + 1.0}, rise {_rise}, first {_first}, last {_last})");

    /// <inheritdoc/>
    public override float At(long step) => (float)(step <= _peak
        ? Between(_first, _greatest, _peak > 0.0 ? step / _peak : 1.0)
        : Between(_greatest, _last, (Math.Min(step, _end) - _peak) / (_end - _peak)));

    private static double Between(double from, double to, double done) => to + ((from - to) * DeterministicMath.HalfCosine(done));
}
