using System;
using System.Globalization;

namespace ModelGen;

/// <summary>
/// Lowers the learning rate when a value has not become better for some epochs. Keras' rule: better is less than the best by more than
/// <c>minChange</c>; after <c>patience</c> epochs that are not better, the rate is multiplied by <c>factor</c>. <see cref="PyTorch"/> has the
/// other rule: better is less than best·(1 − threshold), and the rate falls after <c>patience</c> + 1 epochs.
/// </summary>
public sealed class ReduceOnPlateau : TrainingCallback
{
    private readonly double _factor;
    private readonly int _patience;
    private readonly double _minChange;
    private readonly int _cooldown;
    private readonly double _minLearningRate;
    private readonly MonitoredValue _monitor;
    private bool _pyTorch;
    private bool _hasBest;
    private double _best;
    private int _wait;
    private int _cooling;

    /// <summary>Creates the callback with Keras' rule and defaults.</summary>
    /// <param name="factor">What the learning rate is multiplied by: greater than 0, less than 1.</param>
    /// <param name="patience">Epochs without a better value: at least 0.</param>
    /// <param name="minChange">What a better value differs by: 0 or more.</param>
    /// <param name="cooldown">Epochs after a change that do not count: at least 0.</param>
    /// <param name="minLearningRate">What the rate does not fall below: at least 0.</param>
    /// <param name="monitor">The value.</param>
    /// <exception cref="ArgumentOutOfRangeException">A parameter is out of its range or NaN.</exception>
    public ReduceOnPlateau(
        double factor = 0.1,
        int patience = 10,
        double minChange = 1e-4,
        int cooldown = 0,
        double minLearningRate = 0.0,
        MonitoredValue monitor = MonitoredValue.ValidationLoss)
    {
        if (!(factor > 0.0 && factor < 1.0))
        {
            throw new ArgumentOutOfRangeException(nameof(factor), factor, $"factor must be greater than 0 and less than 1, it is {factor.ToString(CultureInfo.InvariantCulture)}.");
        }

        ArgumentOutOfRangeException.ThrowIfNegative(patience);
        ArgumentOutOfRangeException.ThrowIfNegative(cooldown);
        _factor = factor;
        _patience = patience;
        _minChange = RequireFinite(minChange, nameof(minChange));
        _cooldown = cooldown;
        _minLearningRate = RequireFinite(minLearningRate, nameof(minLearningRate));
        _monitor = Monitored.RequireDefined(monitor, nameof(monitor));
    }

    /// <summary>PyTorch's <c>lr_scheduler.ReduceLROnPlateau</c> with <c>threshold_mode='rel'</c>, and its defaults.</summary>
    /// <param name="factor">What the learning rate is multiplied by: greater than 0, less than 1.</param>
    /// <param name="patience">Epochs without a better value that are borne; the next one lowers the rate.</param>
    /// <param name="threshold">The share of the best value that a better one differs by: 0 or more.</param>
    /// <param name="cooldown">Epochs after a change that do not count: at least 0.</param>
    /// <param name="minLearningRate">What the rate does not fall below; a change of less than 1e-8 is left out.</param>
    /// <param name="monitor">The value.</param>
    /// <exception cref="ArgumentOutOfRangeException">A parameter is out of its range or NaN.</exception>
    public static ReduceOnPlateau PyTorch(
        double factor = 0.1,
        int patience = 10,
        double threshold = 1e-4,
        int cooldown = 0,
        double minLearningRate = 0.0,
        MonitoredValue monitor = MonitoredValue.ValidationLoss)
        => new(factor, patience, threshold, cooldown, minLearningRate, monitor) { _pyTorch = true };

    /// <inheritdoc/>
    public override void OnTrainBegin(TrainingContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        _monitor.Require(context, nameof(ReduceOnPlateau));
        if (context.Optimizer.Schedule is not null)
        {
            throw new InvalidOperationException(
                $"{context.ModelName}: {nameof(ReduceOnPlateau)} and a Schedule both set the learning rate, and the schedule would win at every step. Use one of them.");
        }

        _hasBest = false;
        _best = 0.0;
        _wait = 0;
        _cooling = 0;
    }

    /// <inheritdoc/>
    public override void OnEpochEnd(TrainingContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        double value = _monitor.Of(context);
        bool greater = _monitor.IsGreaterBetter(context);
        if (_pyTorch)
        {
            FollowPyTorch(value, greater, context.Optimizer);
        }
        else
        {
            FollowKeras(value, greater, context.Optimizer);
        }
    }

    /// <inheritdoc/>
    public override void Sync(CheckpointState state)
    {
        ArgumentNullException.ThrowIfNull(state);
        _hasBest = state.Sync("has_best", _hasBest ? 1 : 0, 0, 1) != 0;
        _best = state.Sync("best", _best);
        _wait = (int)state.Sync("wait", _wait, 0, int.MaxValue);
        _cooling = (int)state.Sync("cooling", _cooling, 0, int.MaxValue);
    }

    private void FollowKeras(double value, bool greater, Optimizer optimizer)
    {
        if (_cooling > 0)
        {
            _cooling--;
            _wait = 0;
        }

        if (IsBetter(value, greater ? _best + _minChange : _best - _minChange, greater))
        {
            Take(value);
        }
        else if (_cooling == 0 && ++_wait >= _patience && optimizer.LearningRate > (float)_minLearningRate)
        {
            optimizer.LearningRate = (float)Math.Max(optimizer.LearningRate * _factor, _minLearningRate);
            _cooling = _cooldown;
            _wait = 0;
        }
    }

    private void FollowPyTorch(double value, bool greater, Optimizer optimizer)
    {
        if (IsBetter(value, _best * (greater ? 1.0 + _minChange : 1.0 - _minChange), greater))
        {
            Take(value);
        }
        else
        {
            _wait++;
        }

        if (_cooling > 0)
        {
            _cooling--;
            _wait = 0;
        }

        if (_wait > _patience)
        {
            double lower = Math.Max(optimizer.LearningRate * _factor, _minLearningRate);
            if (optimizer.LearningRate - lower > 1e-8)
            {
                optimizer.LearningRate = (float)lower;
            }

            _cooling = _cooldown;
            _wait = 0;
        }
    }

    private bool IsBetter(double value, double limit, bool greater)
        => _hasBest ? (greater ? value > limit : value < limit) : !double.IsNaN(value) && !double.IsInfinity(value);

    private void Take(double value)
    {
        _hasBest = true;
        _best = value;
        _wait = 0;
    }

    private static double RequireFinite(double value, string name)
        => value >= 0.0 && double.IsFinite(value)
            ? value
            : throw new ArgumentOutOfRangeException(name, value, $"{name} must be a finite number of at least 0, it is {value.ToString(CultureInfo.InvariantCulture)}.");
}
