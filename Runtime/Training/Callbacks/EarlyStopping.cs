using System;
using System.Globalization;

namespace ModelGen;

/// <summary>
/// Stops training when a value has not become better for some epochs, and puts the weights of the best epoch back. Keras' rule: an epoch is
/// better if its value is less than the best one by more than <c>minChange</c> (greater, for an accuracy), and training stops after
/// <c>patience</c> epochs that were not, yet never before two epochs.
/// </summary>
public sealed class EarlyStopping : TrainingCallback
{
    private readonly int _patience;
    private readonly double _minChange;
    private readonly MonitoredValue _monitor;
    private int _wait;
    private ModelWeights? _bestWeights;

    /// <summary>Creates the callback.</summary>
    /// <param name="patience">Epochs without a better value after which training stops: at least 0, which means 1 as in Keras.</param>
    /// <param name="minChange">What a better value differs by at least: 0 or more.</param>
    /// <param name="monitor">The value.</param>
    /// <exception cref="ArgumentOutOfRangeException">A parameter is out of its range or NaN.</exception>
    public EarlyStopping(int patience = 0, double minChange = 0.0, MonitoredValue monitor = MonitoredValue.ValidationLoss)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(patience);
        if (!(minChange >= 0.0 && double.IsFinite(minChange)))
        {
            throw new ArgumentOutOfRangeException(nameof(minChange), minChange, $"minChange must be a finite number of at least 0, it is {minChange.ToString(CultureInfo.InvariantCulture)}.");
        }

        _patience = patience;
        _minChange = minChange;
        _monitor = Monitored.RequireDefined(monitor, nameof(monitor));
    }

    /// <summary>At the end the weights become those of the best epoch, also where the epochs ran out; true unless set (Keras: false). Not when training ends by an exception.</summary>
    public bool RestoreBestWeights { get; init; } = true;

    /// <summary>A value that has to be reached: only epochs better than it make patience begin anew. Null for none.</summary>
    public double? Baseline { get; init; }

    /// <summary>Epochs at the start that are not watched (Keras' start_from_epoch).</summary>
    public int StartFromEpoch { get; init; }

    /// <summary>The best value so far; NaN before the first.</summary>
    public double Best { get; private set; } = double.NaN;

    /// <summary>The epoch of <see cref="Best"/>, from 1; 0 before the first.</summary>
    public int BestEpoch { get; private set; }

    /// <inheritdoc/>
    public override void OnTrainBegin(TrainingContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        _monitor.Require(context, nameof(EarlyStopping));
        _wait = 0;
        Best = double.NaN;
        BestEpoch = 0;
        _bestWeights = RestoreBestWeights ? context.Weights.CloneCore() : null;
    }

    /// <inheritdoc/>
    public override void OnEpochEnd(TrainingContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        if (context.Epoch <= StartFromEpoch)
        {
            return;
        }

        double value = _monitor.Of(context);
        bool greater = _monitor.IsGreaterBetter(context);
        _wait++;
        if (BestEpoch == 0)
        {
            // Whatever the first value is, even NaN, these are the best weights so far.
            _bestWeights?.CopyFrom(context.Weights);
        }

        if (BestEpoch == 0 ? !double.IsNaN(value) : IsBetter(value, Best, greater))
        {
            Best = value;
            BestEpoch = context.Epoch;
            _bestWeights?.CopyFrom(context.Weights);
            if (Baseline is not { } baseline || IsBetter(value, baseline, greater))
            {
                _wait = 0;
                return;
            }
        }

        if (_wait >= _patience && context.Epoch > 1)
        {
            context.Stop(string.Create(
                CultureInfo.InvariantCulture,
                $"{_monitor} has not become better for {_wait} epoch{(_wait == 1 ? "" : "s")}; the best was {Best:G6} in epoch {BestEpoch}"));
        }
    }

    /// <inheritdoc/>
    public override void OnTrainEnd(TrainingContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        if (context.Error is null && BestEpoch != 0 && _bestWeights is not null)
        {
            context.Weights.CopyFrom(_bestWeights);
        }
    }

    /// <inheritdoc/>
    public override void Sync(CheckpointState state)
    {
        ArgumentNullException.ThrowIfNull(state);
        _wait = (int)state.Sync("wait", _wait, 0, int.MaxValue);
        BestEpoch = (int)state.Sync("best_epoch", BestEpoch, 0, int.MaxValue);
        Best = state.Sync("best", Best);
        if (_bestWeights is not null)
        {
            state.Sync("weights", _bestWeights);
        }
    }

    private bool IsBetter(double value, double reference, bool greater)
        => greater ? value - _minChange > reference : value + _minChange < reference;
}
