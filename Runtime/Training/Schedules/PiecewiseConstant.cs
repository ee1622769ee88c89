using System;
using System.Globalization;

namespace ModelGen;

/// <summary>A learning rate for each of several stretches of steps (Keras' PiecewiseConstantDecay).</summary>
public sealed class PiecewiseConstant : LearningRateSchedule
{
    private readonly long[] _boundaries;
    private readonly float[] _learningRates;

    /// <summary>Creates the schedule.</summary>
    /// <param name="boundaries">The last step of every stretch but the last, ascending; as in Keras, that step still belongs to it.</param>
    /// <param name="learningRates">One more: the learning rate of every stretch.</param>
    /// <exception cref="ArgumentException">There is not one learning rate more than boundaries, or the boundaries do not ascend.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A learning rate is negative, NaN or infinite.</exception>
    public PiecewiseConstant(ReadOnlySpan<long> boundaries, ReadOnlySpan<float> learningRates)
    {
        if (learningRates.Length != boundaries.Length + 1)
        {
            throw new ArgumentException($"There are {learningRates.Length} learning rates; expected {boundaries.Length + 1}, one more than boundaries.", nameof(learningRates));
        }

        for (int i = 1; i < boundaries.Length; i++)
        {
            if (boundaries[i] <= boundaries[i - 1])
            {
                throw new ArgumentException($"Boundary {i} is {boundaries[i]}, which does not lie behind {boundaries[i - 1]}.", nameof(boundaries));
            }
        }

        foreach (float rate in learningRates)
        {
            RequireRate(rate, nameof(learningRates));
        }

        _boundaries = boundaries.ToArray();
        _learningRates = learningRates.ToArray();
    }

    /// <inheritdoc/>
    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture, $"{nameof(PiecewiseConstant)}(boundaries {Join(_boundaries)}, learningRates {Join(_learningRates)})");

    /// <inheritdoc/>
    public override float At(long step)
    {
        int stretch = 0;
        while (stretch < _boundaries.Length && step > _boundaries[stretch])
        {
            stretch++;
        }

        return _learningRates[stretch];
    }

    private static string Join<T>(T[] values)
        where T : IFormattable
        => string.Join(' ', Array.ConvertAll(values, value => value.ToString(null, CultureInfo.InvariantCulture)));
}
