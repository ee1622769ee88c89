using System;

namespace ModelGen;

/// <summary>One row to train on, as a <see cref="SequenceGenerator{TInput}"/> yields it and a <see cref="SequenceFileWriter{TInput}"/> takes it.</summary>
/// <typeparam name="TInput"><see cref="float"/> for features, <see cref="int"/> for ids.</typeparam>
public readonly struct SequenceRow<TInput>
    where TInput : unmanaged
{
    private readonly ReadOnlyMemory<int> _ids;
    private readonly int _classId;
    private readonly bool _hasClassId;

    /// <summary>A row with one class id.</summary>
    /// <param name="inputs">Features <c>[length, Features]</c> or ids <c>[length]</c>, without padding.</param>
    /// <param name="classId">Its class.</param>
    public SequenceRow(ReadOnlyMemory<TInput> inputs, int classId)
    {
        Inputs = inputs;
        _classId = classId;
        _hasClassId = true;
        Kind = TargetKind.ClassIds;
        SampleWeight = 1f;
    }

    /// <summary>A row with a class id per timestep, or with labels.</summary>
    /// <param name="inputs">Features <c>[length, Features]</c> or ids <c>[length]</c>, without padding.</param>
    /// <param name="targets">Class ids <c>[length]</c> (<c>[TargetTimesteps]</c> where the format says so), or labels.</param>
    public SequenceRow(ReadOnlyMemory<TInput> inputs, ReadOnlyMemory<int> targets)
    {
        Inputs = inputs;
        _ids = targets;
        Kind = TargetKind.ClassIds;
        SampleWeight = 1f;
    }

    /// <summary>A row with target values.</summary>
    /// <param name="inputs">Features <c>[length, Features]</c> or ids <c>[length]</c>, without padding.</param>
    /// <param name="targets">Values <c>[TargetWidth]</c>, or per timestep <c>[length, TargetWidth]</c> (<c>[TargetTimesteps, TargetWidth]</c> where the format says so).</param>
    public SequenceRow(ReadOnlyMemory<TInput> inputs, ReadOnlyMemory<float> targets)
    {
        Inputs = inputs;
        TargetValues = targets;
        Kind = TargetKind.Values;
        SampleWeight = 1f;
    }

    /// <summary>The valid timesteps: <c>[length, Features]</c>, ids <c>[length]</c>.</summary>
    public ReadOnlyMemory<TInput> Inputs { get; }

    /// <summary>The row's weight in the loss, 1 unless set; for formats with <see cref="SampleWeightKind.Rows"/>.</summary>
    public float SampleWeight { get; init; }

    /// <summary>Weights of the timesteps <c>[length]</c> (<c>[TargetTimesteps]</c> where the format says so); for formats with <see cref="SampleWeightKind.Timesteps"/>.</summary>
    public ReadOnlyMemory<float> TimestepWeights { get; init; }

    /// <summary>The target values; empty where targets are integers.</summary>
    public ReadOnlyMemory<float> TargetValues { get; }

    /// <summary>The class ids or labels.</summary>
    internal TargetIdsOf TargetIds => new(_ids, _classId, _hasClassId);

    /// <summary>Values or integers; null for a row that was never made.</summary>
    internal TargetKind? Kind { get; }

    /// <summary>One class id without an array, or those of an array.</summary>
    internal readonly struct TargetIdsOf(ReadOnlyMemory<int> ids, int classId, bool single)
    {
        public int Length => single ? 1 : ids.Length;

        public void CopyTo(Span<int> to)
        {
            if (single)
            {
                to[0] = classId;
            }
            else
            {
                ids.Span.CopyTo(to);
            }
        }
    }
}
