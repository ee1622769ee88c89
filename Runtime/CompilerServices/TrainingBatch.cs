namespace ModelGen.CompilerServices;

/// <summary>
/// The rows of one training step, batch-major, gathered by the training loop and read by the compiled model.
/// All arrays are allocated once; <see cref="Count"/> says how many rows are in use.
/// </summary>
/// <typeparam name="TInput"><see cref="float"/> for features, <see cref="int"/> for ids.</typeparam>
public sealed class TrainingBatch<TInput>
    where TInput : unmanaged
{
    /// <summary>Inputs <c>[Capacity, MaxTimesteps, Features]</c>; what lies beyond a row's length is not read.</summary>
    public required TInput[] Inputs { get; init; }

    /// <summary>Valid timesteps of each row, 0 to MaxTimesteps: <c>[Capacity]</c>.</summary>
    public required int[] Lengths { get; init; }

    /// <summary>
    /// Which row of the caller's batch each one is: <c>[Capacity]</c>. Rows are in the order of their lengths, longest first, so that those of
    /// one shard end together; at every timestep those that go on are the first ones.
    /// </summary>
    public required int[] RowNumbers { get; init; }

    /// <summary>Class ids <c>[Capacity]</c> or, for a model that returns sequences, <c>[Capacity, MaxTimesteps]</c>; empty where the loss takes <see cref="Targets"/>.</summary>
    public required int[] ClassIds { get; init; }

    /// <summary>Targets <c>[Capacity, Outputs]</c> or <c>[Capacity, MaxTimesteps, Outputs]</c>; empty where the loss takes <see cref="ClassIds"/>.</summary>
    public required float[] Targets { get; init; }

    /// <summary>Weight of each row in the loss: <c>[Capacity]</c>.</summary>
    public required float[] SampleWeights { get; init; }

    /// <summary>Initial states <c>[Capacity, StateLength]</c>, or null to start from 0.</summary>
    public float[]? InitialStates { get; set; }

    /// <summary>If not null, receives the loss's gradient for <see cref="InitialStates"/> (also when those are 0): <c>[Capacity, StateLength]</c>.</summary>
    public float[]? InitialStateGradients { get; set; }

    /// <summary>If not null, receives the states after each row: <c>[Capacity, StateLength]</c>. Of models whose loss is external, or that can go through a sequence piece by piece.</summary>
    public float[]? FinalStates { get; set; }

    /// <summary>The gradient for <see cref="FinalStates"/>. Of models whose loss is external, for which it is never null in a backward pass.</summary>
    public float[]? FinalStateGradients { get; set; }

    /// <summary>If not null (models that read features only), receives the loss's gradient for the inputs: <c>[Capacity, MaxTimesteps, Features]</c>; 0 beyond a row's length.</summary>
    public float[]? InputGradients { get; set; }

    /// <summary>Rows in use.</summary>
    public int Count { get; set; }

    /// <summary>Key of this step's dropout masks; with the <see cref="RowNumbers">row's number</see>, the layer and the element it decides every draw.</summary>
    public ulong DropoutKey { get; set; }
}
