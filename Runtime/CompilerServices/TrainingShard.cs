namespace ModelGen.CompilerServices;

/// <summary>
/// What one shard of a batch works in: a fixed set of consecutive rows whose gradient is summed on one thread.
/// The partition of a batch into shards depends on the batch size alone, never on the number of threads.
/// The generated trainer derives from it and adds its arena of activations.
/// </summary>
public abstract class TrainingShard
{
    /// <summary>Allocates the workspace for up to <paramref name="rows"/> rows.</summary>
    protected TrainingShard(int rows, int timestepsOfOutput, int outputs, int packedLength)
    {
        Rows = rows;
        Outputs = new float[rows * timestepsOfOutput * outputs];
        OutputGradients = new float[rows * timestepsOfOutput * outputs];
        Gradient = new AlignedBuffer(packedLength);
    }

    /// <summary>The most rows that fit.</summary>
    public int Rows { get; }

    /// <summary>
    /// Model outputs written by Forward: <c>[rows, Outputs]</c> or <c>[rows, MaxTimesteps, Outputs]</c>;
    /// 0 beyond a row's length.
    /// </summary>
    public float[] Outputs { get; }

    /// <summary>
    /// The loss's gradient for <see cref="Outputs"/>, same shape, written by the training loop before Backward:
    /// 0 for every output that the loss leaves out (beyond the length, masked, weight 0).
    /// </summary>
    public float[] OutputGradients { get; }

    /// <summary>What activity regularisers add for the shard's rows, before the division by the rows of the batch; written by Forward.</summary>
    public double Activity { get; set; }

    /// <summary>Floats of the arena, where the generated shard keeps activations and their gradients.</summary>
    public virtual int ArenaLength => 0;

    /// <summary>The shard's weight gradient in the packed layout; Backward adds to it, the training loop clears it.</summary>
    public AlignedBuffer Gradient { get; }

    /// <summary>
    /// The part of a pass that Forward or Backward runs, in a model with batch normalisations: phase n goes from the n-th of them, whose
    /// statistics are then known, up to the next, whose sums it leaves; backwards the other way round. Else 0.
    /// </summary>
    public int Phase { get; internal set; }

    /// <summary>The sums of this shard's rows, of all batch normalisations; see <see cref="BatchNormalization"/>.</summary>
    public double[] Sums { get; internal set; } = [];

    /// <summary>The statistics of the batch, of all batch normalisations.</summary>
    public double[] Statistics { get; internal set; } = [];
}
