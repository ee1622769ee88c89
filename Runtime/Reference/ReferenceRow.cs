using System;
using System.Collections.Generic;

namespace ModelGen;

/// <summary>One sequence for a <see cref="ReferenceNetwork"/>. It has no padding: its length is the number of its timesteps.</summary>
/// <param name="Inputs">
/// Features of every timestep, <c>[Length][Features]</c>; for a model that reads ids the id, <c>[Length][1]</c>.
/// </param>
public sealed record ReferenceRow(double[][] Inputs)
{
    /// <summary>Number of timesteps.</summary>
    public int Length => Inputs.Length;

    /// <summary>The recurrent state to start from, in the order of <see cref="ModelState.CopyTo(Span{float})"/>, or null for zeros.</summary>
    public double[]? InitialState { get; init; }

    /// <summary>
    /// What each dropout layer (by name) multiplies its input with, <c>[timesteps][size]</c>: 0 for an element that is
    /// dropped, 1/(1 − rate) for one that is kept. A recurrent layer's are <c>name.dropout</c>, <c>[gates][inputs]</c>, and
    /// <c>name.recurrent_dropout</c>, <c>[gates][units]</c>; of an LSTM's candidate <c>name.candidate_dropout</c>, <c>[timesteps][units]</c>. Null, as at inference: every layer passes its input on.
    /// </summary>
    public IReadOnlyDictionary<string, double[][]>? DropoutFactors { get; init; }

    /// <summary>A row of a model that reads features.</summary>
    /// <param name="x">Features, <c>[T, features]</c> with T ≥ <paramref name="length"/>; what lies beyond the length is left out.</param>
    /// <param name="features">Features per timestep.</param>
    /// <param name="length">Timesteps of the row.</param>
    public static ReferenceRow FromFeatures(ReadOnlySpan<float> x, int features, int length)
    {
        var inputs = new double[length][];
        for (int t = 0; t < length; t++)
        {
            inputs[t] = new double[features];
            for (int k = 0; k < features; k++)
            {
                inputs[t][k] = x[(t * features) + k];
            }
        }

        return new ReferenceRow(inputs);
    }

    /// <summary>A row of a model that reads ids.</summary>
    /// <param name="ids">Ids, <c>[T]</c> with T ≥ <paramref name="length"/>; what lies beyond the length is left out.</param>
    /// <param name="length">Timesteps of the row.</param>
    public static ReferenceRow FromIds(ReadOnlySpan<int> ids, int length)
    {
        var inputs = new double[length][];
        for (int t = 0; t < length; t++)
        {
            inputs[t] = [ids[t]];
        }

        return new ReferenceRow(inputs);
    }
}

/// <summary>A row, what the model should answer, and how much the row counts.</summary>
/// <param name="Row">The row.</param>
/// <param name="Targets">
/// <c>[1][Outputs]</c>, or <c>[Length][Outputs]</c> for a model that returns sequences. Class ids as one-hot vectors:
/// <see cref="ReferenceLoss.OneHot"/>.
/// </param>
/// <param name="Weight">Weight of the row in the loss.</param>
public sealed record ReferenceExample(ReferenceRow Row, double[][] Targets, double Weight = 1)
{
    /// <summary>The labels of the row, where the loss is <see cref="LossKind.Ctc"/>; it reads no targets.</summary>
    public int[]? Labels { get; init; }

    /// <summary>Further weights, of the timesteps of a model that returns sequences: <c>[Length]</c>; null for 1. That of a masked timestep is not read.</summary>
    public double[]? TimestepWeights { get; init; }
}
