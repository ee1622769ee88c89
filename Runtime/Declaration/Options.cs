// The compiler (generator and analyzers) links this file so that the names exist once.
#if MODELGEN_COMPILER
namespace ModelGen.Declaration;
#else
namespace ModelGen;
#endif

/// <summary>
/// Functions a layer can apply. Those with parameters take them from the layer's <c>ActivationAlpha</c> and <c>ActivationBeta</c> (a cell's
/// gates: <c>RecurrentActivationAlpha</c> and <c>RecurrentActivationBeta</c>).
/// </summary>
public enum Activation
{
    /// <summary>x</summary>
    Linear = 0,
    /// <summary>tanh(x)</summary>
    Tanh,
    /// <summary>The logistic function 1 / (1 + e^−x).</summary>
    Sigmoid,
    /// <summary>Keras 3's and PyTorch's hard sigmoid, relu6(x + 3) / 6.</summary>
    HardSigmoid,
    /// <summary>Keras 2's and TensorFlow.js' hard sigmoid, clip(α·x + β, 0, 1) with α = 0.2 and β = 0.5; ONNX's HardSigmoid.</summary>
    HardSigmoidKeras2,
    /// <summary>max(x, 0)</summary>
    Relu,
    /// <summary>e^xᵢ / Σⱼ e^xⱼ over the last axis. For a dense layer only.</summary>
    Softmax,
    /// <summary>x, or α·x where it is negative. α ≥ 0 is 0.2, as in Keras 3 (PyTorch and ONNX: 0.01).</summary>
    LeakyRelu,
    /// <summary>x, or α·(e^x − 1) where it is negative. α ≥ 0 is 1.</summary>
    Elu,
    /// <summary>1.0507·x, or 1.0507 · 1.67326·(e^x − 1) where it is negative.</summary>
    Selu,
    /// <summary>x·Φ(x) with the normal distribution function Φ: PyTorch's, and Keras' with approximate = false (Keras 3's default).</summary>
    Gelu,
    /// <summary>GELU's tanh form, 0.5·x·(1 + tanh(√(2/π)·(x + 0.044715·x³))): Keras' with approximate = true.</summary>
    GeluTanh,
    /// <summary>x·sigmoid(x), also called swish.</summary>
    Silu,
    /// <summary>x·tanh(log(1 + e^x))</summary>
    Mish,
    /// <summary>log(1 + e^x)</summary>
    Softplus,
    /// <summary>x / (1 + |x|)</summary>
    Softsign,
    /// <summary>clip(x, −1, 1)</summary>
    HardTanh,
    /// <summary>e^x</summary>
    Exponential,
    /// <summary>x where it is greater than α, else 0. α ≥ 0 is 1, as in Keras and ONNX.</summary>
    ThresholdedRelu,
    /// <summary>α·tanh(β·x). α is 1.7159 and β 2/3, LeCun's; ONNX' ScaledTanh.</summary>
    ScaledTanh,
    /// <summary>α·x + β. α is 1 and β 0; ONNX' Affine.</summary>
    Affine,
}

/// <summary>How a bidirectional layer merges its two directions.</summary>
public enum MergeMode
{
    /// <summary>Forward outputs, then backward outputs: twice the units.</summary>
    Concat = 0,
    /// <summary>Element-wise sum.</summary>
    Sum,
    /// <summary>Element-wise product.</summary>
    Mul,
    /// <summary>Element-wise mean.</summary>
    Ave,
    /// <summary>
    /// Not at all: the directions are two outputs, <c>name.forward</c> and <c>name.backward</c>, which layers name in <c>From</c>; where the
    /// layer is an output of the model, both are. The backward outputs are in time order.
    /// </summary>
    None,
}

/// <summary>A framework and version whose defaults fill in what a declaration leaves out.</summary>
public enum FrameworkPreset
{
    /// <summary>Keras 3 and tf.keras 2.15: recurrent activation sigmoid, GRU resets after the product, Keras' initialisers.</summary>
    Keras3 = 0,
    /// <summary>Keras 2.3: recurrent activation sigmoid, GRU resets before the product, Keras' initialisers.</summary>
    Keras23,
    /// <summary>Keras 2.2 and TensorFlow.js: recurrent activation <see cref="Activation.HardSigmoidKeras2"/>, GRU resets before the product, Keras' initialisers.</summary>
    Keras22,
    /// <summary>TensorFlow 1's cells: GRU resets before the product, <see cref="InitializerPreset.TensorFlow1"/>.</summary>
    TensorFlow1,
    /// <summary>PyTorch: GRU resets after the product, <see cref="InitializerPreset.PyTorch"/>, leaky relu with α = 0.01, layer normalisation with ε = 1e-5.</summary>
    PyTorch,
    /// <summary>ONNX' operators: GRU with linear_before_reset = 0 resets before the product, leaky relu with α = 0.01, layer normalisation with ε = 1e-5; ONNX has no initialisers, Keras' are taken.</summary>
    Onnx,
}

/// <summary>A set of default initialisers.</summary>
public enum InitializerPreset
{
    /// <summary>Keras: glorot uniform kernels, orthogonal recurrent kernels, zero biases, forget bias 1, embeddings U(−0.05, 0.05).</summary>
    Keras = 0,
    /// <summary>
    /// TensorFlow 1's BasicLSTMCell: glorot uniform over the whole [x; h] kernel, zero bias. Its run-time forget_bias of
    /// 1 is stored in the bias here, which computes the same function. GRUCell: one glorot draw for both gates and one for
    /// the candidate, and the gates' bias starts at 1.
    /// </summary>
    TensorFlow1,
    /// <summary>PyTorch: every recurrent tensor U(−1/√Units, 1/√Units), Linear U(−1/√Features, 1/√Features), embeddings N(0, 1), no forget bias.</summary>
    PyTorch,
}

/// <summary>
/// How a tensor gets its first values. Fans are those of the fused matrix (all gates together), as in Keras. A layer's
/// …InitializerScale replaces 0.05 in the random ones and multiplies <see cref="Orthogonal"/> and <see cref="Identity"/>; its …InitializerMean
/// is added to the random ones, and is the value of <see cref="Constant"/>.
/// </summary>
public enum Initializer
{
    /// <summary>What the model's <see cref="InitializerPreset"/> says.</summary>
    Preset = 0,
    /// <summary>U(−a, a), a = √(6 / (fan_in + fan_out)).</summary>
    GlorotUniform,
    /// <summary>Truncated normal, variance 2 / (fan_in + fan_out).</summary>
    GlorotNormal,
    /// <summary>U(−a, a), a = √(6 / fan_in).</summary>
    HeUniform,
    /// <summary>Truncated normal, variance 2 / fan_in.</summary>
    HeNormal,
    /// <summary>U(−a, a), a = √(3 / fan_in).</summary>
    LecunUniform,
    /// <summary>Truncated normal, variance 1 / fan_in.</summary>
    LecunNormal,
    /// <summary>Orthonormal rows (or columns) of the fused matrix: QR of a normal matrix with the sign of R's diagonal.</summary>
    Orthogonal,
    /// <summary>All 0.</summary>
    Zeros,
    /// <summary>All 1.</summary>
    Ones,
    /// <summary>U(−0.05, 0.05), Keras' RandomUniform.</summary>
    RandomUniform,
    /// <summary>N(0, 0.05²), Keras' RandomNormal.</summary>
    RandomNormal,
    /// <summary>N(0, 0.05²) redrawn beyond two standard deviations, Keras' TruncatedNormal.</summary>
    TruncatedNormal,
    /// <summary>All the same value, the layer's …InitializerMean (0).</summary>
    Constant,
    /// <summary>1 where a matrix' row and column (of the fused matrix) are equal, 0 elsewhere. For matrices only.</summary>
    Identity,
}

/// <summary>What holds for a layer's weights after every update while training.</summary>
public enum WeightConstraint
{
    /// <summary>Nothing.</summary>
    None = 0,
    /// <summary>No norm is greater than MaxNorm (2 by default): w · clip(‖w‖, 0, MaxNorm) / (10⁻⁷ + ‖w‖).</summary>
    MaxNorm,
    /// <summary>Negative weights become 0.</summary>
    NonNegative,
    /// <summary>Every norm is 1: w / (10⁻⁷ + ‖w‖).</summary>
    UnitNorm,
    /// <summary>Norms move towards [MinNorm, MaxNorm] (0 and 1 by default): w · (NormRate · clip(‖w‖, MinNorm, MaxNorm) + (1 − NormRate) · ‖w‖) / (10⁻⁷ + ‖w‖).</summary>
    MinMaxNorm,
}

/// <summary>Training losses.</summary>
public enum LossKind
{
    /// <summary>Cross-entropy against class ids.</summary>
    SparseCategoricalCrossentropy = 0,
    /// <summary>Cross-entropy against one-hot (or soft) class distributions.</summary>
    CategoricalCrossentropy,
    /// <summary>Cross-entropy per output against targets in [0, 1], mean over the last axis.</summary>
    BinaryCrossentropy,
    /// <summary>Squared error, mean over the last axis.</summary>
    MeanSquaredError,
    /// <summary>Absolute error, mean over the last axis.</summary>
    MeanAbsoluteError,
    /// <summary>e²/2 up to an error of <c>Delta</c>, beyond it the straight line that goes on, mean over the last axis.</summary>
    Huber,
    /// <summary>ln cosh e: e²/2 for small errors, |e| − ln 2 for great ones, mean over the last axis.</summary>
    LogCosh,
    /// <summary>The gradient of outputs and final states is the caller's, such as that of a decoder which starts from them.</summary>
    External,
    /// <summary>Connectionist temporal classification: labels in order, without saying at which timesteps. The outputs are classes and a blank.</summary>
    Ctc,
}

/// <summary>How a compiled model stores the kernels that it computes with. Training is always in float.</summary>
public enum WeightPrecision
{
    /// <summary>32-bit floats.</summary>
    Float32 = 0,
    /// <summary>The upper half of a float, 8 bits of precision: half the memory, accumulated in float.</summary>
    BFloat16,
    /// <summary>8-bit integers with one scale for each output column of a kernel: a quarter of the memory, accumulated in float.</summary>
    Int8,
}

/// <summary>What a pooling layer makes of a feature's values over time.</summary>
public enum PoolingKind
{
    /// <summary>Their mean.</summary>
    Average = 0,
    /// <summary>The greatest of them.</summary>
    Max,
    /// <summary>That of the last active timestep.</summary>
    Last,
}
