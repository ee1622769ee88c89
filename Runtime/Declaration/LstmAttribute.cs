using System;

namespace ModelGen;

/// <summary>
/// Long short-term memory layer (Keras' LSTM; gate blocks i, f, c, o):
/// c' = σ(f)·c + σ(i)·tanh(g), h' = σ(o)·tanh(c').
/// Reads <c>[T, Features]</c>, returns <c>[Units]</c>, or <c>[T, Units]</c> with <see cref="ReturnSequences"/>; with a
/// <see cref="Projection"/> P in place of Units.
/// </summary>
[AttributeUsage(AttributeTargets.Class, AllowMultiple = true, Inherited = false)]
public sealed class LstmAttribute : RecurrentLayerAttribute
{
    /// <summary>Declares an LSTM layer.</summary>
    /// <param name="units">Number of units: the length of the cell state and, without a projection, of the hidden state.</param>
    public LstmAttribute(int units) => Units = units;

    /// <summary>Number of units.</summary>
    public int Units { get; }

    /// <summary>Return the output of every timestep rather than the last one only.</summary>
    public bool ReturnSequences { get; set; }

    /// <summary>Read the sequence from its end to its start. Outputs stay in processing order, as in Keras.</summary>
    public bool GoBackwards { get; set; }

    /// <summary>Add a bias to the gates. Default true.</summary>
    public bool UseBias { get; set; } = true;

    /// <summary>
    /// Start the forget gate's bias at 1 so that the cell remembers at first. Default true, except under
    /// <see cref="InitializerPreset.PyTorch"/>, whose LSTM has none.
    /// </summary>
    public bool UnitForgetBias { get; set; } = true;

    /// <summary>Activation of the candidate and, unless <see cref="OutputActivation"/> says another, of the cell state at the output. Default tanh.</summary>
    public Activation Activation { get; set; } = Activation.Tanh;

    /// <summary>α of <see cref="Activation"/>, for one that has it. Left out: the one that <see cref="ModelGen.Activation"/> names.</summary>
    public double ActivationAlpha { get; set; }

    /// <summary>β of <see cref="Activation"/>, for one that has it. Left out: the one that <see cref="ModelGen.Activation"/> names.</summary>
    public double ActivationBeta { get; set; }

    /// <summary>
    /// Activation of the cell state at the output (ONNX' third activation, h): h' = σ(o)·OutputActivation(c'). Left out:
    /// <see cref="Activation"/> with its parameters, as in Keras.
    /// </summary>
    public Activation OutputActivation { get; set; } = Activation.Tanh;

    /// <summary>α of <see cref="OutputActivation"/>, for one that has it. Left out: the one that <see cref="ModelGen.Activation"/> names.</summary>
    public double OutputActivationAlpha { get; set; }

    /// <summary>β of <see cref="OutputActivation"/>, for one that has it. Left out: the one that <see cref="ModelGen.Activation"/> names.</summary>
    public double OutputActivationBeta { get; set; }

    /// <summary>Activation of the input, forget and output gates. Default sigmoid.</summary>
    public Activation RecurrentActivation { get; set; } = Activation.Sigmoid;

    /// <summary>α of <see cref="RecurrentActivation"/>, for one that has it. Left out: the one that <see cref="ModelGen.Activation"/> names.</summary>
    public double RecurrentActivationAlpha { get; set; }

    /// <summary>β of <see cref="RecurrentActivation"/>, for one that has it. Left out: the one that <see cref="ModelGen.Activation"/> names.</summary>
    public double RecurrentActivationBeta { get; set; }

    /// <summary>
    /// Length P of the output h, which is then a linear function of the cell's output: h = (o·tanh(c))·W with the tensor
    /// <c>projection_kernel</c> <c>[Units, P]</c> (TensorFlow 1's num_proj, PyTorch's proj_size). h is the state <c>[P]</c> that the recurrent
    /// kernel <c>[P, 4·Units]</c> reads; the cell state keeps <c>[Units]</c>. Left out: h is the cell's output <c>[Units]</c>.
    /// </summary>
    public int Projection { get; set; }

    /// <summary>Clip h to ±ProjectionClip after the <see cref="Projection"/> (TensorFlow 1's proj_clip). Left out: not clipped.</summary>
    public double ProjectionClip { get; set; }

    /// <summary>Initialiser of the projection kernel <c>[Units, Projection]</c>. Default: the preset's, or <see cref="Initializer.GlorotUniform"/>.</summary>
    public Initializer ProjectionInitializer { get; set; }

    /// <summary>Half the interval of a uniform, the standard deviation of a normal initialiser of the projection kernel (default 0.05), or the gain of an orthogonal or identity (default 1).</summary>
    public double ProjectionInitializerScale { get; set; }

    /// <summary>The middle of a uniform or normal initialiser of the projection kernel, or the value of a constant one. Default 0.</summary>
    public double ProjectionInitializerMean { get; set; }

    /// <summary>Weight of Σ|w| of the projection kernel in the loss. Default 0.</summary>
    public double ProjectionL1 { get; set; }

    /// <summary>Weight of Σw² of the projection kernel in the loss. Default 0.</summary>
    public double ProjectionL2 { get; set; }

    /// <summary>What holds for the projection kernel after every update. Default none.</summary>
    public WeightConstraint ProjectionConstraint { get; set; }

    /// <summary>
    /// Let the gates look at the cell state (TensorFlow 1's use_peepholes, ONNX' P): the input and the forget gate add w_i·c and w_f·c of
    /// the previous c to their sums, the output gate w_o·c' of the new one. Tensor <c>peepholes</c> <c>[3, Units]</c>: rows i, f, o.
    /// </summary>
    public bool Peepholes { get; set; }

    /// <summary>
    /// Normalise the sum of each gate over its units, x·W + h·R to (sum − μ) / √(σ² + ε)·gain + bias, and likewise the new cell state before it is
    /// kept and read (TensorFlow 1's LayerNormBasicLSTMCell). Tensors <c>gain</c> <c>[4·Units]</c>, <c>cell_gain</c> <c>[Units]</c> (both start at 1)
    /// and, with <see cref="UseBias"/>, <c>bias</c> <c>[4·Units]</c> and <c>cell_bias</c> <c>[Units]</c>, which are the shifts.
    /// </summary>
    public bool LayerNorm { get; set; }

    /// <summary>ε of <see cref="LayerNorm"/>: a positive number that keeps the quotient finite. Default 1e-12, TensorFlow 1's.</summary>
    public double LayerNormEpsilon { get; set; } = 1e-12;

    /// <summary>Initialiser of the gates' gain <c>[4·Units]</c>. Default: ones.</summary>
    public Initializer GainInitializer { get; set; }

    /// <summary>Half the interval of a uniform, the standard deviation of a normal initialiser of the gates' gain. Default 0.05.</summary>
    public double GainInitializerScale { get; set; }

    /// <summary>The middle of a uniform or normal initialiser of the gates' gain, or the value of a constant one. Default 0.</summary>
    public double GainInitializerMean { get; set; }

    /// <summary>Weight of Σ|w| of the gates' gain in the loss. Default 0.</summary>
    public double GainL1 { get; set; }

    /// <summary>Weight of Σw² of the gates' gain in the loss. Default 0.</summary>
    public double GainL2 { get; set; }

    /// <summary>What holds for the gates' gain after every update. Default none.</summary>
    public WeightConstraint GainConstraint { get; set; }

    /// <summary>Initialiser of the cell state's gain <c>[Units]</c>. Default: ones.</summary>
    public Initializer CellGainInitializer { get; set; }

    /// <summary>Half the interval of a uniform, the standard deviation of a normal initialiser of the cell state's gain. Default 0.05.</summary>
    public double CellGainInitializerScale { get; set; }

    /// <summary>The middle of a uniform or normal initialiser of the cell state's gain, or the value of a constant one. Default 0.</summary>
    public double CellGainInitializerMean { get; set; }

    /// <summary>Weight of Σ|w| of the cell state's gain in the loss. Default 0.</summary>
    public double CellGainL1 { get; set; }

    /// <summary>Weight of Σw² of the cell state's gain in the loss. Default 0.</summary>
    public double CellGainL2 { get; set; }

    /// <summary>What holds for the cell state's gain after every update. Default none.</summary>
    public WeightConstraint CellGainConstraint { get; set; }

    /// <summary>Initialiser of the cell state's shift <c>[Units]</c>. Default: zeros.</summary>
    public Initializer CellBiasInitializer { get; set; }

    /// <summary>Half the interval of a uniform, the standard deviation of a normal initialiser of the cell state's shift. Default 0.05.</summary>
    public double CellBiasInitializerScale { get; set; }

    /// <summary>The middle of a uniform or normal initialiser of the cell state's shift, or the value of a constant one. Default 0.</summary>
    public double CellBiasInitializerMean { get; set; }

    /// <summary>Weight of Σ|w| of the cell state's shift in the loss. Default 0.</summary>
    public double CellBiasL1 { get; set; }

    /// <summary>Weight of Σw² of the cell state's shift in the loss. Default 0.</summary>
    public double CellBiasL2 { get; set; }

    /// <summary>What holds for the cell state's shift after every update. Default none.</summary>
    public WeightConstraint CellBiasConstraint { get; set; }

    /// <summary>
    /// Fraction of the candidate's elements that training sets to 0 before the input gate multiplies them (the others are divided by
    /// 1 − rate); at least 0, less than 1: c' = σ(f)·c + σ(i)·dropout(tanh(g)), with new elements at every timestep, so that nothing is dropped
    /// from what the cell remembers (Semeniuta, Severyn and Barth, 2016; dropout_keep_prob of TensorFlow 1's LayerNormBasicLSTMCell is
    /// 1 − rate). Nothing at inference. Default 0.
    /// </summary>
    public double CandidateDropout { get; set; }

    /// <summary>
    /// Clip the new cell state to ±CellClip before the output gate and the activation read it (TensorFlow 1's cell_clip). What is
    /// clipped is what the state keeps. Left out: not clipped.
    /// </summary>
    public double CellClip { get; set; }

    /// <summary>
    /// The forget gate is 1 − the input gate (ONNX' input_forget, TensorFlow 1's CoupledInputForgetGateLSTMCell). The forget gate's
    /// block stays in the kernels and the bias, without effect, so that tensors keep their shapes.
    /// </summary>
    public bool InputForgetCoupling { get; set; }

    /// <summary>Initialiser of the kernel <c>[Features, 4·Units]</c>. Default: the preset's.</summary>
    public Initializer KernelInitializer { get; set; }

    /// <summary>Initialiser of the recurrent kernel <c>[Units, 4·Units]</c>, or <c>[Projection, 4·Units]</c>. Default: the preset's.</summary>
    public Initializer RecurrentInitializer { get; set; }

    /// <summary>Initialiser of the bias <c>[4·Units]</c>, before <see cref="UnitForgetBias"/>. Default: the preset's.</summary>
    public Initializer BiasInitializer { get; set; }
}
