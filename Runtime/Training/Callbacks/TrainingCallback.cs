namespace ModelGen;

/// <summary>
/// Takes part in <c>Fit</c>: derive from it and override what is of interest. All methods are called on the thread that called
/// <c>Fit</c>, between steps, in the order of the callbacks. A callback serves one trainer at a time.
/// </summary>
public abstract class TrainingCallback
{
    /// <summary>Training is about to start, or to go on from a checkpoint (<see cref="TrainingContext.IsResumed"/>). What this object remembers of an earlier training is to be forgotten here.</summary>
    public virtual void OnTrainBegin(TrainingContext context)
    {
    }

    /// <summary>An epoch is about to start. Not called again for an epoch that goes on from a checkpoint.</summary>
    public virtual void OnEpochBegin(TrainingContext context)
    {
    }

    /// <summary>A step was made.</summary>
    public virtual void OnBatchEnd(TrainingContext context)
    {
    }

    /// <summary>An epoch is over, validation included.</summary>
    public virtual void OnEpochEnd(TrainingContext context)
    {
    }

    /// <summary>Training is over, however it ended: <see cref="TrainingContext.Error"/> says what cut it short. Called once.</summary>
    public virtual void OnTrainEnd(TrainingContext context)
    {
    }

    /// <summary>
    /// Writes what this callback remembers to a checkpoint, or takes it from one: <c>_best = state.Sync("best", _best)</c> does both.
    /// It is read after <see cref="OnTrainBegin"/>.
    /// </summary>
    public virtual void Sync(CheckpointState state)
    {
    }
}
