using System;

namespace ModelGen;

/// <summary>
/// A learning rate for every step: <c>new Adam { Schedule = new CosineDecay(1e-3f, steps) }</c>. The optimiser takes it at the start of
/// each update. Schedules have the same bits on every machine. <c>ToString</c> says what a schedule is and was made with: a checkpoint of a training with
/// another one is refused. One of your own overrides it to say what it was made with.
/// </summary>
public abstract class LearningRateSchedule
{
    /// <summary>The learning rate of an update.</summary>
    /// <param name="step">Updates made before it, from 0.</param>
    public abstract float At(long step);

    private protected static float RequireRate(float value, string name)
    {
        if (!(value >= 0f && float.IsFinite(value)))
        {
            throw new ArgumentOutOfRangeException(name, value, $"{name} must be a finite number of at least 0, it is {value}.");
        }

        return value;
    }

    private protected static long RequireSteps(long value, string name, long least = 1)
    {
        if (value < least)
        {
            throw new ArgumentOutOfRangeException(name, value, $"{name} must be at least {least}, it is {value}.");
        }

        return value;
    }

    private protected static double RequirePositive(double value, string name)
    {
        if (!(value > 0.0 && double.IsFinite(value)))
        {
            throw new ArgumentOutOfRangeException(name, value, $"{name} must be a finite number greater than 0, it is {value}.");
        }

        return value;
    }
}
