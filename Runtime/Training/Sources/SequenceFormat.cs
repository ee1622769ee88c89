using System;

namespace ModelGen;

/// <summary>What the targets of training rows are.</summary>
public enum TargetKind
{
    /// <summary>A class id for each row or timestep: sparse categorical cross-entropy.</summary>
    ClassIds,

    /// <summary>Values for each row or timestep: every other loss of elements.</summary>
    Values,

    /// <summary>A sequence of labels for each row: <see cref="LossKind.Ctc"/>.</summary>
    Labels,
}

/// <summary>What has a weight in the loss.</summary>
public enum SampleWeightKind
{
    /// <summary>Nothing: all weights are 1.</summary>
    None,

    /// <summary>Each row.</summary>
    Rows,

    /// <summary>Each timestep of a row, for models that return sequences.</summary>
    Timesteps,
}

/// <summary>The shape of the rows of a <see cref="SequenceSource{TInput}"/>: the same for all of them, whatever their lengths.</summary>
public sealed record SequenceFormat
{
    // Products of two of them, times the bytes of a value, fit into a long.
    private const int Greatest = 1 << 28;

    /// <summary>The most timesteps that a row has.</summary>
    public required int Timesteps { get; init; }

    /// <summary>Features per timestep; 1 for ids.</summary>
    public int Features { get; init; } = 1;

    /// <summary>What the targets are; class ids unless set.</summary>
    public TargetKind Targets { get; init; }

    /// <summary>Target values per row or timestep; 1 for class ids and labels.</summary>
    public int TargetWidth { get; init; } = 1;

    /// <summary>Every timestep has a target, rather than every row: for models that return sequences.</summary>
    public bool TargetsPerTimestep { get; init; }

    /// <summary>Timesteps of each row's targets where they are not those of its inputs, n after RepeatVector(n); 0 where they are.</summary>
    public int TargetTimesteps { get; init; }

    /// <summary>The most labels that a row has, where targets are labels.</summary>
    public int LabelRoom { get; init; }

    /// <summary>What has a weight in the loss; nothing unless set.</summary>
    public SampleWeightKind SampleWeights { get; init; }

    /// <summary>Class ids or target values of a row of so many timesteps; rows of labels have none.</summary>
    internal int TargetsOf(int length)
        => Targets == TargetKind.Labels ? 0 : (!TargetsPerTimestep ? 1 : TargetTimesteps > 0 ? TargetTimesteps : length) * TargetWidth;

    /// <summary>Weights of a row of so many timesteps.</summary>
    internal int WeightsOf(int length) => SampleWeights switch
    {
        SampleWeightKind.None => 0,
        SampleWeightKind.Rows => 1,
        _ => TargetTimesteps > 0 ? TargetTimesteps : length,
    };

    /// <summary>What is wrong with the format, or null.</summary>
    internal string? Problem(bool ids)
    {
        if (OutOfRange(Timesteps, 1, nameof(Timesteps)) is { } timesteps)
        {
            return timesteps;
        }

        if (OutOfRange(Features, 1, nameof(Features)) is { } features)
        {
            return features;
        }

        if (ids && Features != 1)
        {
            return $"Features is {Features}; rows of ids have 1";
        }

        if (!Enum.IsDefined(Targets) || !Enum.IsDefined(SampleWeights))
        {
            return $"Targets is {Targets}, SampleWeights is {SampleWeights}; expected a named kind of both";
        }

        if (OutOfRange(TargetWidth, 1, nameof(TargetWidth)) is { } width)
        {
            return width;
        }

        if (Targets != TargetKind.Values && TargetWidth != 1)
        {
            return $"TargetWidth is {TargetWidth}; class ids and labels have 1";
        }

        if (OutOfRange(TargetTimesteps, 0, nameof(TargetTimesteps)) is { } own)
        {
            return own;
        }

        if (TargetTimesteps > 0 && !TargetsPerTimestep)
        {
            return $"TargetTimesteps is {TargetTimesteps}, but targets are one per row; set TargetsPerTimestep";
        }

        if (OutOfRange(LabelRoom, 0, nameof(LabelRoom)) is { } room)
        {
            return room;
        }

        if (Targets != TargetKind.Labels)
        {
            return LabelRoom == 0 ? null : $"LabelRoom is {LabelRoom}, but targets are {Targets}; leave it 0, or set Targets to Labels";
        }

        return TargetsPerTimestep || SampleWeights == SampleWeightKind.Timesteps
            ? "rows of labels have no targets and no weights of single timesteps"
            : null;
    }

    /// <exception cref="ArgumentException">The format makes no sense.</exception>
    internal void Require(string owner, bool ids)
    {
        if (Problem(ids) is { } problem)
        {
            throw new ArgumentException($"{owner}: {problem}.", "format");
        }
    }

    /// <summary>What does not fit in a row, or null.</summary>
    internal string? Problem<TInput>(in SequenceRow<TInput> row)
        where TInput : unmanaged
    {
        if (row.Inputs.Length % Features != 0)
        {
            return $"inputs has {row.Inputs.Length} entries; expected [length, Features], a multiple of {Features}";
        }

        int length = row.Inputs.Length / Features;
        if (length > Timesteps)
        {
            return $"it has {length} timesteps; the format has at most {Timesteps}";
        }

        if (row.Kind is { } kind && (kind == TargetKind.Values) != (Targets == TargetKind.Values))
        {
            return $"its targets are {(kind == TargetKind.Values ? "values" : "integers")}; the format has {Describe(Targets)}";
        }

        if (Targets == TargetKind.Labels)
        {
            if (row.TargetIds.Length > LabelRoom)
            {
                return $"it has {row.TargetIds.Length} labels; the format has LabelRoom = {LabelRoom}";
            }
        }
        else
        {
            int targets = Targets == TargetKind.Values ? row.TargetValues.Length : row.TargetIds.Length;
            if (targets != TargetsOf(length))
            {
                return $"it has {targets} {(Targets == TargetKind.Values ? "target values" : "class ids")}; expected {DescribeTargets(length)} = {TargetsOf(length)}";
            }
        }

        bool perTimestep = SampleWeights == SampleWeightKind.Timesteps;
        if (row.TimestepWeights.Length != (perTimestep ? WeightsOf(length) : 0))
        {
            return $"it has {row.TimestepWeights.Length} weights of timesteps; expected {(perTimestep ? WeightsOf(length) : 0)}";
        }

        return SampleWeights != SampleWeightKind.Rows && row.SampleWeight != 1f
            ? FormattableString.Invariant($"its weight is {row.SampleWeight}, but the format has {(perTimestep ? "weights of timesteps" : "none")}; set SampleWeights to Rows")
            : null;
    }

    private static string Describe(TargetKind kind) => kind switch
    {
        TargetKind.Values => "target values",
        TargetKind.Labels => "labels",
        _ => "class ids",
    };

    private static string? OutOfRange(int value, int least, string name)
        => value >= least && value <= Greatest ? null : $"{name} is {value}; it is {least} to {Greatest}";

    private string DescribeTargets(int length) => (TargetsPerTimestep, Targets == TargetKind.Values) switch
    {
        (false, false) => "one per row",
        (false, true) => "[TargetWidth]",
        (true, false) => TargetTimesteps > 0 ? "[TargetTimesteps]" : "[length]",
        (true, true) => $"[{(TargetTimesteps > 0 ? "TargetTimesteps" : "length")}, TargetWidth] = {(TargetTimesteps > 0 ? TargetTimesteps : length)}·{TargetWidth}",
    };
}
