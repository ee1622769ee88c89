using System;
using System.Globalization;
using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using ModelGen.CompilerServices;

namespace ModelGen;

/// <summary>
/// Turns gradients into weight updates: <see cref="Sgd"/>, <see cref="Adam"/>, <see cref="AdamW"/>. An optimiser
/// remembers moments of one trainer's gradients and so belongs to the first trainer it is given to.
/// </summary>
/// <remarks>
/// Updates are element-wise IEEE operations without fused multiply-add, so they have the same bits for every vector
/// width. At most one of <see cref="ClipValue"/>, <see cref="ClipNorm"/> and <see cref="GlobalClipNorm"/> can be set, as in Keras.
/// </remarks>
public abstract class Optimizer
{
    private float _learningRate;
    private float? _clipValue;
    private float? _clipNorm;
    private float? _globalClipNorm;
    private bool _bound;

    private protected Optimizer(float learningRate) => LearningRate = learningRate;

    /// <summary>Step size. May be changed between steps; a <see cref="Schedule"/> does it before each.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Negative, NaN or infinite.</exception>
    public float LearningRate
    {
        get => _learningRate;
        set => _learningRate = RequireFinite(value, nameof(LearningRate));
    }

    /// <summary>Limits every element of the gradient to [−ClipValue, ClipValue]; null for no limit.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Not a positive, finite number.</exception>
    /// <exception cref="InvalidOperationException">Another kind of clipping is set.</exception>
    public float? ClipValue
    {
        get => _clipValue;
        set => _clipValue = RequireClip(value, nameof(ClipValue), _clipNorm is not null || _globalClipNorm is not null);
    }

    /// <summary>Limits the L2 norm of each tensor's gradient: g·c / max(‖g‖, c); null for no limit.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Not a positive, finite number.</exception>
    /// <exception cref="InvalidOperationException">Another kind of clipping is set.</exception>
    public float? ClipNorm
    {
        get => _clipNorm;
        set => _clipNorm = RequireClip(value, nameof(ClipNorm), _clipValue is not null || _globalClipNorm is not null);
    }

    /// <summary>Limits the L2 norm of the gradient of all tensors taken together; null for no limit.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Not a positive, finite number.</exception>
    /// <exception cref="InvalidOperationException">Another kind of clipping is set.</exception>
    public float? GlobalClipNorm
    {
        get => _globalClipNorm;
        set => _globalClipNorm = RequireClip(value, nameof(GlobalClipNorm), _clipValue is not null || _clipNorm is not null);
    }

    /// <summary>Sets the learning rate before every update; null for one that only <see cref="LearningRate"/> changes.</summary>
    public LearningRateSchedule? Schedule { get; set; }

    /// <summary>Updates made so far.</summary>
    public long Iterations { get; private set; }

    /// <summary>Allocates the moments for one trainer's weights.</summary>
    /// <exception cref="InvalidOperationException">The optimiser already belongs to a trainer.</exception>
    internal void Bind(int packedLength)
    {
        if (_bound)
        {
            throw new InvalidOperationException(
                $"This {GetType().Name} already belongs to a trainer, and holds the moments of its gradients. Create a new one for each trainer.");
        }

        AllocateSlots(packedLength);
        _bound = true;
    }

    /// <summary>Computes the step's constants. Call once per step, before the first <see cref="Update"/>.</summary>
    internal void BeginStep()
    {
        if (Schedule is { } schedule)
        {
            float rate = schedule.At(Iterations);
            LearningRate = rate >= 0f && float.IsFinite(rate)
                ? rate
                : throw new InvalidOperationException(
                    string.Create(CultureInfo.InvariantCulture, $"The schedule {schedule} gives the learning rate {rate} for update {Iterations}; it must be a finite number of at least 0. The weights are those of the step before."));
        }

        Iterations++;
        PrepareStep();
    }

    /// <summary>Updates the weights from float <paramref name="start"/> of the packed buffer on. Parts may be updated in any order.</summary>
    /// <param name="weights">The part of the weights.</param>
    /// <param name="gradient">The same part of the gradient.</param>
    /// <param name="start">Where the part starts in the packed buffer.</param>
    /// <param name="rate">Factor of the learning rate.</param>
    /// <param name="decays">Weight decay, where the optimiser has it, covers the part.</param>
    internal abstract void Update(Span<float> weights, ReadOnlySpan<float> gradient, int start, float rate = 1f, bool decays = true);

    /// <summary>Weight decay covers biases too.</summary>
    internal virtual bool DecaysBiases => true;

    /// <summary>Writes what the optimiser remembers to a checkpoint, or takes it from one.</summary>
    /// <exception cref="CheckpointException">The checkpoint is of another optimiser, or of one with other settings.</exception>
    internal void Sync(CheckpointState state, WeightLayout layout)
    {
        state.Require("settings", string.Create(CultureInfo.InvariantCulture, $"{GetType().Name}({Settings}){Clipping}"), "an optimiser");
        double rate = state.Sync("learning_rate", LearningRate);
        LearningRate = rate >= 0.0 && float.IsFinite((float)rate)
            ? (float)rate
            : throw new CheckpointException(string.Create(CultureInfo.InvariantCulture, $"{state.Source}: optimizer/learning_rate is {rate}; a learning rate is a finite number of at least 0."));
        Iterations = state.Sync("iterations", Iterations, 0);
        SyncSchedule(state);
        SyncSlots(state, layout);
    }

    /// <summary>A schedule is not in a checkpoint, but what it is called and gave is: to go on with another one without a word would be another training.</summary>
    private void SyncSchedule(CheckpointState state)
    {
        string schedule = Schedule?.ToString() ?? string.Empty;
        string before = state.Sync("schedule", schedule);
        const string How = "Give the optimiser the schedule that it was begun with. To go on with another one, call LoadCheckpoint with that one, and set Optimizer.Schedule before Fit.";
        if (before != schedule)
        {
            throw new CheckpointException($"{state.Source}: it is from a training with {Describe(before)}; this optimiser has {Describe(schedule)}. {How}");
        }

        if (Schedule is null || Iterations == 0)
        {
            return;
        }

        // One of the caller's own may be called the same, and be another. What is put back in memory needs no such question.
        double now = Schedule.At(Iterations - 1);
        double then = state.Sync("scheduled_rate", now);
        if (then != now && state.IsFile)
        {
            throw new CheckpointException(string.Create(
                CultureInfo.InvariantCulture,
                $"{state.Source}: it is from a training in which {schedule} gave the learning rate {(float)then} for update {Iterations - 1}; this one gives {(float)now}. {How}"));
        }
    }

    private static string Describe(string schedule) => schedule.Length == 0 ? "no schedule" : $"the schedule {schedule}";

    /// <summary>What was chosen when the optimiser was made, learning rate aside: a checkpoint of other settings is refused.</summary>
    private protected abstract string Settings { get; }

    private string Clipping
        => _clipValue is { } value ? string.Create(CultureInfo.InvariantCulture, $", ClipValue {value}")
            : _clipNorm is { } norm ? string.Create(CultureInfo.InvariantCulture, $", ClipNorm {norm}")
            : _globalClipNorm is { } global ? string.Create(CultureInfo.InvariantCulture, $", GlobalClipNorm {global}")
            : string.Empty;

    /// <summary>The moments.</summary>
    private protected abstract void SyncSlots(CheckpointState state, WeightLayout layout);

    private protected static string Invariant(FormattableString text) => FormattableString.Invariant(text);

    private protected abstract void AllocateSlots(int packedLength);

    private protected abstract void PrepareStep();

    private protected static float RequireFinite(float value, string name)
    {
        if (!(value >= 0f && float.IsFinite(value)))
        {
            throw new ArgumentOutOfRangeException(name, value, $"{name} must be a finite number of at least 0, it is {value}.");
        }

        return value;
    }

    /// <summary>A coefficient of a moving average: [0, 1).</summary>
    private protected static float RequireFraction(float value, string name)
    {
        if (!(value >= 0f && value < 1f))
        {
            throw new ArgumentOutOfRangeException(name, value, $"{name} must be at least 0 and less than 1, it is {value}.");
        }

        return value;
    }

    private protected static float RequirePositive(float value, string name)
    {
        if (!(value > 0f && float.IsFinite(value)))
        {
            throw new ArgumentOutOfRangeException(name, value, $"{name} must be a finite number greater than 0, it is {value}.");
        }

        return value;
    }

    /// <summary>A float stands for the decimal that was written: 1 − 0.999f would be off by 1e-5 of itself.</summary>
    private protected static double AsWritten(float value) => (double)(decimal)value;

    private protected static float OneMinus(float fraction) => (float)(1.0 - AsWritten(fraction));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private protected static Vector<float> Load(ReadOnlySpan<float> span, int index) =>
        Vector.LoadUnsafe(ref MemoryMarshal.GetReference(span), (nuint)index);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private protected static void Store(Vector<float> value, Span<float> span, int index) =>
        value.StoreUnsafe(ref MemoryMarshal.GetReference(span), (nuint)index);

    private static float? RequireClip(float? value, string name, bool other)
    {
        if (value is null)
        {
            return null;
        }

        if (!(value > 0f && float.IsFinite(value.Value)))
        {
            throw new ArgumentOutOfRangeException(name, value, $"{name} must be a finite number greater than 0, it is {value}.");
        }

        if (other)
        {
            throw new InvalidOperationException(
                $"Only one of {nameof(ClipValue)}, {nameof(ClipNorm)} and {nameof(GlobalClipNorm)} can be set. Set the other to null first.");
        }

        return value;
    }
}
