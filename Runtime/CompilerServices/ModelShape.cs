using System;
using System.Collections.Immutable;

namespace ModelGen.CompilerServices;

/// <summary>The shape constants of a compiled model, for checks and messages that are the same for every model.</summary>
/// <param name="ModelName">The model's name.</param>
/// <param name="Features">Input features per timestep; 1 for a model that reads ids.</param>
/// <param name="Vocabulary">Number of ids, or 0 for a model that reads features.</param>
/// <param name="MaxTimesteps">The longest sequence.</param>
/// <param name="Outputs">Outputs per row, or per timestep where <paramref name="ReturnsSequences"/>.</param>
/// <param name="ReturnsSequences">The model returns [T, Outputs] rather than [Outputs].</param>
/// <param name="MaskZero">Id 0 is a masked timestep.</param>
/// <param name="StateTensors">The recurrent states in order (forward before backward; h before c), at exact lengths.</param>
/// <param name="OutputsReversed">
/// The model returns sequences and each row's outputs come last timestep first (GoBackwards): output t belongs to input
/// length − 1 − t, and so does its mask.
/// </param>
/// <param name="MaskValue">What all features of a masked timestep equal; null for a model that masks none.</param>
/// <param name="MaskColumns">Which features of a timestep those are, in a model with several inputs; null for all.</param>
/// <param name="FixedTimesteps">The timesteps of every sequence; null where they have lengths of their own.</param>
/// <param name="IdColumns">The values of a timestep that are ids, of a model with several inputs.</param>
/// <param name="CarriesStates">Training can go through a long sequence piece by piece: the model is causal, returns sequences and has states.</param>
/// <param name="OutputTimesteps">
/// The timesteps of what a [RepeatVector] made of each row, whatever its length, and the model's outputs have or come of; null where the
/// outputs go by the rows' own timesteps. A row without a timestep then has outputs and a target as any other.
/// </param>
public sealed record ModelShape(
    string ModelName,
    int Features,
    int Vocabulary,
    int MaxTimesteps,
    int Outputs,
    bool ReturnsSequences,
    bool MaskZero,
    ImmutableArray<StateTensor> StateTensors,
    bool OutputsReversed = false,
    float? MaskValue = null,
    Range? MaskColumns = null,
    int? FixedTimesteps = null,
    ImmutableArray<IdColumn> IdColumns = default,
    bool CarriesStates = false,
    int? OutputTimesteps = null)
{
    /// <summary>Timesteps can be masked.</summary>
    public bool HasMask => MaskZero || MaskValue is not null;

    /// <summary>The mask of the input is that of the outputs, too.</summary>
    internal bool MasksOutputs => HasMask && OutputTimesteps is null;

    /// <summary>How many times <see cref="Outputs"/> values a row of <paramref name="timesteps"/> timesteps has.</summary>
    public int OutputsOf(int timesteps) => ReturnsSequences ? OutputTimesteps ?? timesteps : 1;

    /// <summary>Floats in one row's recurrent state, without padding.</summary>
    public int StateLength { get; } = Sum(StateTensors);

    private static int Sum(ImmutableArray<StateTensor> tensors)
    {
        int sum = 0;
        foreach (StateTensor tensor in tensors)
        {
            sum += tensor.Length;
        }

        return sum;
    }
}

/// <summary>A value of a timestep that is an id: a whole number, as a float.</summary>
/// <param name="Layer">The embedding that reads it.</param>
/// <param name="Input">The input that it is.</param>
/// <param name="Column">Its place in a row <c>[Features]</c>.</param>
/// <param name="Vocabulary">Number of ids.</param>
public readonly record struct IdColumn(string Layer, string Input, int Column, int Vocabulary)
{
    /// <summary>The value is one of the ids; NaN is none.</summary>
    public bool Has(float value) => (uint)(int)value < (uint)Vocabulary && (int)value == value;
}

/// <summary>One recurrent state tensor: its name (<c>lstm.h</c>, <c>bidirectional.backward.c</c>) and length.</summary>
public readonly record struct StateTensor(string Name, int Length);
