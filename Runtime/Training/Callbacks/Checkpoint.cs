using System;
using System.IO;
using ModelGen.CompilerServices;

namespace ModelGen;

/// <summary>
/// Writes a checkpoint after every epoch, and after every so many steps, and goes on from it when <c>Fit</c> starts and the file exists: a
/// program that was killed and is started again ends with the bits of one that was not. A cancelled <c>Fit</c> leaves one too.
/// </summary>
/// <remarks>A training that is finished stays finished: with its file in place <c>Fit</c> returns its history at once. Give it more epochs, or delete the file.</remarks>
public sealed class Checkpoint : TrainingCallback
{
    private readonly string _path;
    private readonly int _everyEpochs = 1;
    private readonly int _everySteps;

    /// <summary>Creates the callback.</summary>
    /// <param name="path">The file. It is replaced as a whole or not at all.</param>
    public Checkpoint(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        _path = path;
    }

    /// <summary>Epochs between two checkpoints; 0 for none at the end of an epoch. 1 unless set.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is negative.</exception>
    public int EveryEpochs
    {
        get => _everyEpochs;
        init
        {
            ArgumentOutOfRangeException.ThrowIfNegative(value, nameof(EveryEpochs));
            _everyEpochs = value;
        }
    }

    /// <summary>Steps between two checkpoints, counted since the trainer's creation; 0, as unless set, for none within an epoch.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is negative.</exception>
    public int EverySteps
    {
        get => _everySteps;
        init
        {
            ArgumentOutOfRangeException.ThrowIfNegative(value, nameof(EverySteps));
            _everySteps = value;
        }
    }

    /// <summary>Go on from the file where it exists; true unless set.</summary>
    public bool Resume { get; init; } = true;

    /// <summary>The file that training goes on from, or null.</summary>
    internal string? ResumeFrom => Resume && File.Exists(_path) ? _path : null;

    /// <inheritdoc/>
    public override void OnTrainBegin(TrainingContext context)
    {
        ArgumentNullException.ThrowIfNull(context);

        // Of a process that was killed while it wrote.
        AtomicFile.RemoveRemains(_path);
        AtomicFile.RequireWritable(_path);
    }

    /// <inheritdoc/>
    public override void OnBatchEnd(TrainingContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        if (_everySteps > 0 && context.TotalSteps % _everySteps == 0)
        {
            context.SaveCheckpoint(_path);
        }
    }

    /// <inheritdoc/>
    public override void OnEpochEnd(TrainingContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        bool last = context.Epoch == context.Epochs || context.StopReason is not null;
        if (_everyEpochs > 0 && (last || context.Epoch % _everyEpochs == 0))
        {
            context.SaveCheckpoint(_path);
        }
    }

    /// <inheritdoc/>
    public override void OnTrainEnd(TrainingContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        if (context.Error is OperationCanceledException)
        {
            context.SaveCheckpoint(_path);
        }
    }
}
