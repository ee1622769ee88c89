using System.Collections.Generic;
using ModelGen.CompilerServices;

namespace ModelGen;

/// <summary>
/// A long short-term memory layer: reads <c>[T, InputSize]</c>, returns <c>[Units]</c>, or <c>[T, Units]</c> where
/// <paramref name="ReturnSequences"/>. Tensors: <c>name.kernel</c> [InputSize, 4·Units], <c>name.recurrent_kernel</c>
/// [Units, 4·Units] and, with <paramref name="UseBias"/>, <c>name.bias</c> [4·Units]; gates i, f, c, o. With a <see cref="Projection"/> P the output
/// is <c>[P]</c> and the recurrent kernel [P, 4·Units].
/// </summary>
/// <param name="Name">The layer's name.</param>
/// <param name="InputSize">Features of the layer's input.</param>
/// <param name="Units">Length of the cell state and, without a projection, of the hidden state.</param>
/// <param name="ReturnSequences">The layer returns every timestep's output.</param>
/// <param name="GoBackwards">The layer reads each row from its end to its start and leaves the outputs in that order.</param>
/// <param name="UseBias">The gates have a bias.</param>
/// <param name="Activation">Activation of the candidate and of the cell state at the output.</param>
/// <param name="RecurrentActivation">Activation of the input, forget and output gates.</param>
public sealed record LstmDescription(
    string Name,
    int InputSize,
    int Units,
    bool ReturnSequences,
    bool GoBackwards,
    bool UseBias,
    Activation Activation,
    Activation RecurrentActivation)
    : RecurrentDescription(Name, InputSize, Units, ReturnSequences, GoBackwards)
{
    /// <summary>α of the gates' activation, or null for its own.</summary>
    public double? RecurrentActivationAlpha { get; init; }

    /// <summary>β of the gates' activation, or null for its own.</summary>
    public double? RecurrentActivationBeta { get; init; }

    /// <summary>Activation of the cell state at the output, or null for the candidate's.</summary>
    public Activation? OutputActivation { get; init; }

    /// <summary>α of the output's activation, or null for its own.</summary>
    public double? OutputActivationAlpha { get; init; }

    /// <summary>β of the output's activation, or null for its own.</summary>
    public double? OutputActivationBeta { get; init; }

    /// <summary>
    /// What is added to the variances where the gates and c are normalised, or null for a cell that does not. Tensors then are <c>name.gain</c>
    /// [4·Units], <c>name.cell_gain</c> [Units] and, with the bias, which becomes the gates' shift, <c>name.cell_bias</c> [Units].
    /// </summary>
    public double? LayerNormEpsilon { get; init; }

    /// <summary>Fraction of the candidate that training drops, at every timestep anew.</summary>
    public double CandidateDropout { get; init; }

    /// <summary>Length of the output, which <c>name.projection_kernel</c> [Units, Projection] makes, or null where it is the cell's own.</summary>
    public int? Projection { get; init; }

    /// <summary>The bound of the projected output, or null for none.</summary>
    public double? ProjectionClip { get; init; }

    internal override int OutputSize => Projection ?? Units;

    /// <summary>The gates look at the cell state through <c>name.peepholes</c> [3, Units], rows i, f, o.</summary>
    public bool Peepholes { get; init; }

    /// <summary>The bound of the cell state, or null for none.</summary>
    public double? CellClip { get; init; }

    /// <summary>The forget gate is 1 − the input gate.</summary>
    public bool InputForgetCoupling { get; init; }

    internal ReferenceFunction ActivationFunction => new(Activation, ActivationAlpha, ActivationBeta) { Clip = Clip };

    internal ReferenceFunction OutputFunction => OutputActivation is { } output ? new(output, OutputActivationAlpha, OutputActivationBeta) : ActivationFunction with { Clip = null };

    internal ReferenceFunction RecurrentActivationFunction => new(RecurrentActivation, RecurrentActivationAlpha, RecurrentActivationBeta) { Clip = Clip };

    /// <inheritdoc/>
    public override IEnumerable<TensorDescription> Tensors
    {
        get
        {
            yield return new($"{Name}.kernel", [InputSize, 4 * Units]);
            yield return new($"{Name}.recurrent_kernel", [OutputSize, 4 * Units]);
            if (UseBias)
            {
                yield return new($"{Name}.bias", [4 * Units]);
            }

            if (Peepholes)
            {
                yield return new($"{Name}.peepholes", [3, Units]);
            }

            if (LayerNormEpsilon is not null)
            {
                yield return new($"{Name}.gain", [4 * Units]);
                yield return new($"{Name}.cell_gain", [Units]);
                if (UseBias)
                {
                    yield return new($"{Name}.cell_bias", [Units]);
                }
            }

            if (Projection is { } projection)
            {
                yield return new($"{Name}.projection_kernel", [Units, projection]);
            }
        }
    }

    /// <inheritdoc/>
    public override IEnumerable<StateTensor> States => [new($"{Name}.h", OutputSize), new($"{Name}.c", Units)];
}
