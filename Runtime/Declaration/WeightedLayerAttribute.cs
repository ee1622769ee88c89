namespace ModelGen;

/// <summary>
/// Base of the layers with weights: the numbers of their initialisers, regularisers, which add a penalty on the weights to the training loss once per batch, and
/// constraints, which are applied to the weights after every update. Neither costs anything at inference.
/// </summary>
/// <remarks>
/// Penalties are L1·Σ|w| + L2·Σw² (without a factor ½), as Keras' L1, L2 and L1L2; the reported loss contains them. Norms are those of
/// the columns of a matrix <c>[rows, columns]</c>, Keras' axis = 0: all weights that lead to one unit (of one gate); of a vector its own.
/// </remarks>
public abstract class WeightedLayerAttribute : LayerAttribute
{
    /// <summary>The greatest norm under <see cref="WeightConstraint.MaxNorm"/> (default 2) and <see cref="WeightConstraint.MinMaxNorm"/> (default 1).</summary>
    public double MaxNorm { get; set; }

    /// <summary>The least norm under <see cref="WeightConstraint.MinMaxNorm"/>. Default 0.</summary>
    public double MinNorm { get; set; }

    /// <summary>How far <see cref="WeightConstraint.MinMaxNorm"/> goes in one update: 1 (default) to the bounds, less only a part of the way. In [0, 1].</summary>
    public double NormRate { get; set; } = 1;
}

/// <summary>Base of the layers with a kernel and a bias.</summary>
public abstract class KernelLayerAttribute : WeightedLayerAttribute
{
    /// <summary>
    /// Weight of Σ|y| of the layer's outputs in the loss, divided by the rows of the batch (Keras' activity_regularizer). Masked timesteps
    /// count with what the layer returns there; beyond a row's length nothing does. Default 0.
    /// </summary>
    public double ActivityL1 { get; set; }

    /// <summary>The same for Σy². Default 0.</summary>
    public double ActivityL2 { get; set; }

    /// <summary>Weight of Σ|w| of the kernel in the loss. Default 0; Keras' L1 starts from 0.01.</summary>
    public double KernelL1 { get; set; }

    /// <summary>Weight of Σw² of the kernel in the loss. Default 0; Keras' L2 starts from 0.01.</summary>
    public double KernelL2 { get; set; }

    /// <summary>Weight of Σ|w| of the bias in the loss. Default 0.</summary>
    public double BiasL1 { get; set; }

    /// <summary>Weight of Σw² of the bias in the loss. Default 0.</summary>
    public double BiasL2 { get; set; }

    /// <summary>What holds for the kernel after every update. Default none.</summary>
    public WeightConstraint KernelConstraint { get; set; }

    /// <summary>What holds for the bias after every update. Default none.</summary>
    public WeightConstraint BiasConstraint { get; set; }

    /// <summary>Half the interval of a uniform, the standard deviation of a normal initialiser of the kernel (default 0.05), or the gain of an orthogonal or identity (default 1).</summary>
    public double KernelInitializerScale { get; set; }

    /// <summary>The middle of a uniform or normal initialiser of the kernel, or the value of a constant one. Default 0.</summary>
    public double KernelInitializerMean { get; set; }

    /// <summary>Half the interval of a uniform, the standard deviation of a normal initialiser of the bias (default 0.05), or the gain of an orthogonal or identity (default 1).</summary>
    public double BiasInitializerScale { get; set; }

    /// <summary>The middle of a uniform or normal initialiser of the bias, or the value of a constant one. Default 0.</summary>
    public double BiasInitializerMean { get; set; }
}

/// <summary>Base of the layers with a recurrent kernel.</summary>
public abstract class RecurrentLayerAttribute : KernelLayerAttribute
{
    /// <summary>
    /// The output of a masked timestep is 0, rather than the held state's (Keras' zero_output_for_mask). Needs <c>ReturnSequences</c>. Default
    /// false. Beyond a row's length outputs are 0 in any case.
    /// </summary>
    public bool ZeroOutputForMask { get; set; }

    /// <summary>
    /// Fraction of the input's elements that training sets to 0 (the others are divided by 1 − rate); at least 0, less than 1. A row keeps
    /// its mask for all timesteps, and every gate has one of its own. Nothing at inference. Default 0.
    /// </summary>
    public double Dropout { get; set; }

    /// <summary>
    /// The same for the state h that the recurrent kernel multiplies. What a GRU mixes into its new state stays whole; one with
    /// <c>ResetAfter = false</c> drops elements of r · h for its candidate. Default 0.
    /// </summary>
    public double RecurrentDropout { get; set; }

    /// <summary>
    /// Bound the sums of every gate (of the units, in a simple layer) to ±Clip before their activation (ONNX' clip): what the activation reads is
    /// min(max(sum, −Clip), Clip), with peepholes and biases in the sum. Where a sum is cut off no gradient passes. Left out: no bound.
    /// </summary>
    public double Clip { get; set; }

    /// <summary>Weight of Σ|w| of the recurrent kernel in the loss. Default 0.</summary>
    public double RecurrentL1 { get; set; }

    /// <summary>Weight of Σw² of the recurrent kernel in the loss. Default 0.</summary>
    public double RecurrentL2 { get; set; }

    /// <summary>What holds for the recurrent kernel after every update. Default none.</summary>
    public WeightConstraint RecurrentConstraint { get; set; }

    /// <summary>Half the interval of a uniform, the standard deviation of a normal initialiser of the recurrent kernel (default 0.05), or the gain of an orthogonal or identity (default 1).</summary>
    public double RecurrentInitializerScale { get; set; }

    /// <summary>The middle of a uniform or normal initialiser of the recurrent kernel, or the value of a constant one. Default 0.</summary>
    public double RecurrentInitializerMean { get; set; }
}
