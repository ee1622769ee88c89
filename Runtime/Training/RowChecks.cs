using System;
using System.Globalization;
using System.Runtime.InteropServices;
using ModelGen.CompilerServices;

namespace ModelGen;

/// <summary>Checks of training data, one row at a time. Messages name the array, the row, what was expected and what came.</summary>
internal static class RowChecks
{
    public static void Length(string owner, string parameter, int row, int length, int timesteps)
    {
        if ((uint)length > (uint)timesteps)
        {
            throw new ArgumentException($"{owner}: {parameter}[{row}] is {length}; a length is 0 to {timesteps}.", parameter);
        }
    }

    /// <summary>A model whose sequences all have one length gets no other.</summary>
    public static void FixedLength(ModelShape shape, string parameter, int row, int length)
    {
        if (shape.FixedTimesteps is { } all && length != all)
        {
            throw new ArgumentException($"{shape.ModelName}: row {row} of {parameter} has {length} timesteps; every sequence of this model has Timesteps = {all}.", parameter);
        }
    }

    /// <summary>A weight of a row, or of one of its timesteps, must be finite and not negative.</summary>
    public static void Weight(string owner, string parameter, int row, float weight, int timestep = -1)
    {
        if (!(weight >= 0f && float.IsFinite(weight)))
        {
            throw new ArgumentException($"{owner}: {parameter}[{row}{(timestep < 0 ? string.Empty : $", {timestep}")}] is {Text(weight)}; a sample weight is a finite number of at least 0.", parameter);
        }
    }

    /// <summary>Features must be finite.</summary>
    /// <param name="owner">The model or class that checks.</param>
    /// <param name="parameter">The array's name.</param>
    /// <param name="row">The row's number.</param>
    /// <param name="inputs">The row's valid timesteps <c>[length, features]</c>.</param>
    /// <param name="features">Features per timestep.</param>
    public static void Features<TInput>(string owner, string parameter, int row, ReadOnlySpan<TInput> inputs, int features)
        where TInput : unmanaged
    {
        if (typeof(TInput) != typeof(float))
        {
            return;
        }

        ReadOnlySpan<float> values = MemoryMarshal.Cast<TInput, float>(inputs);
        if (!GradientReduction.AllFinite(values))
        {
            int index = FiniteCheck.IndexOfNonFinite(values);
            throw new ArgumentException(
                $"{owner}: {parameter}, row {row}, timestep {index / features}, feature {index % features} is {Text(values[index])}; inputs must be finite.",
                parameter);
        }
    }

    /// <summary>Ids must be in the vocabulary.</summary>
    public static void Ids(string owner, string parameter, int row, ReadOnlySpan<int> ids, int vocabulary)
    {
        for (int timestep = 0; timestep < ids.Length; timestep++)
        {
            if ((uint)ids[timestep] >= (uint)vocabulary)
            {
                throw new ArgumentException(
                    $"{owner}: {parameter}, row {row}, timestep {timestep}: id {ids[timestep]}; the vocabulary has the ids 0 to {vocabulary - 1}.",
                    parameter);
            }
        }
    }

    /// <summary>What is an id among several inputs must be in its embedding's vocabulary.</summary>
    public static void IdColumns(ModelShape shape, string parameter, int row, ReadOnlySpan<float> inputs)
    {
        foreach (IdColumn column in shape.IdColumns)
        {
            for (int timestep = 0; timestep < inputs.Length / shape.Features; timestep++)
            {
                float id = inputs[(timestep * shape.Features) + column.Column];
                if (!column.Has(id))
                {
                    throw new ArgumentException(
                        $"{shape.ModelName}: {parameter}, row {row}, timestep {timestep}: id {Text(id)} of input '{column.Input}'; the vocabulary of layer '{column.Layer}' has the ids 0 to {column.Vocabulary - 1}.",
                        parameter);
                }
            }
        }
    }

    /// <summary>A class id must be one of the model's outputs. <paramref name="timestep"/> is −1 for a target of the whole row.</summary>
    public static void ClassId(string owner, string parameter, int row, int timestep, int classId, int outputs)
    {
        if ((uint)classId >= (uint)outputs)
        {
            throw new ArgumentException(
                $"{owner}: {parameter}, {Place(row, timestep)}: class {classId}; the model has the classes 0 to {outputs - 1}.", parameter);
        }
    }

    /// <summary>The same of a class id that is one of a row of target values, and so a float.</summary>
    public static void ClassId(string owner, string parameter, int row, int timestep, float classId, int outputs)
    {
        if (!(classId >= 0f && classId < outputs && classId == MathF.Floor(classId)))
        {
            throw new ArgumentException(
                $"{owner}: {parameter}, {Place(row, timestep)}: class {Text(classId)}; the model has the classes 0 to {outputs - 1}.", parameter);
        }
    }

    /// <summary>Target values must be finite, and those of a cross-entropy in [0, 1].</summary>
    public static void Targets(string owner, string parameter, int row, int timestep, ReadOnlySpan<float> targets, bool probabilities)
    {
        for (int k = 0; k < targets.Length; k++)
        {
            if (!float.IsFinite(targets[k]))
            {
                throw new ArgumentException(
                    $"{owner}: {parameter}, {Place(row, timestep)}, output {k} is {Text(targets[k])}; targets must be finite.", parameter);
            }

            if (probabilities && !(targets[k] is >= 0f and <= 1f))
            {
                throw new ArgumentException(
                    $"{owner}: {parameter}, {Place(row, timestep)}, output {k} is {Text(targets[k])}; targets of a cross-entropy are 0 to 1.", parameter);
            }
        }
    }

    private static string Place(int row, int timestep) => timestep < 0 ? $"row {row}" : $"row {row}, timestep {timestep}";

    private static string Text(float value) => value.ToString(CultureInfo.InvariantCulture);
}
