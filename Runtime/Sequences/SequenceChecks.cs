using System;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace ModelGen;

/// <summary>Checks of the sequence helpers. Messages say what was expected and what came; nothing has been written by then.</summary>
internal static class SequenceChecks
{
    public static void AtLeast(string parameter, int value, int least)
    {
        if (value < least)
        {
            throw new ArgumentOutOfRangeException(parameter, value, $"Sequence: {parameter} must be at least {least}, it is {value}.");
        }
    }

    public static void Lengths(ReadOnlySpan<int> lengths, int timesteps)
    {
        for (int row = 0; row < lengths.Length; row++)
        {
            if ((uint)lengths[row] > (uint)timesteps)
            {
                throw new ArgumentException($"Sequence: row {row} has length {lengths[row]}; lengths lie in 0…{timesteps}, the timesteps of a row.", nameof(lengths));
            }
        }
    }

    public static void Classes(ReadOnlySpan<int> ids, int row, int classes)
    {
        for (int t = 0; t < ids.Length; t++)
        {
            if ((uint)ids[t] >= (uint)classes)
            {
                throw new ArgumentException($"Sequence: ids, row {row}, position {t} is {ids[t]}; the {classes} classes are 0…{classes - 1}.", nameof(ids));
            }
        }
    }

    /// <summary>A span has as many elements as a shape says, e.g. <c>[rows, timesteps] = [2, 3]</c>.</summary>
    public static void Count(string parameter, int actual, long expected, string form, ReadOnlySpan<int> shape)
    {
        if (actual != expected)
        {
            throw new ArgumentException($"Sequence: {parameter} has {actual} elements; expected {form} = {Text(shape)}, which is {expected}.", parameter);
        }
    }

    /// <summary>Elements per timestep of memory that holds <paramref name="timesteps"/> timesteps of <paramref name="rows"/> rows.</summary>
    public static int Features(string parameter, int actual, int timesteps, int rows)
    {
        AtLeast(nameof(timesteps), timesteps, 1);
        AtLeast(nameof(rows), rows, 1);
        long perFeature = (long)timesteps * rows;
        return actual % perFeature == 0
            ? (int)(actual / perFeature)
            : throw new ArgumentException($"Sequence: {parameter} has {actual} elements; expected a multiple of timesteps·rows = {timesteps}·{rows} = {perFeature}.", parameter);
    }

    public static void Shape(string parameter, int actual, ReadOnlySpan<int> shape)
    {
        long expected = 1;
        foreach (int dimension in shape)
        {
            AtLeast(nameof(shape), dimension, 0);
            expected = dimension == 0 || expected == 0 ? 0 : Math.Min(expected * dimension, long.MaxValue / int.MaxValue);
        }

        if (actual != expected)
        {
            throw new ArgumentException($"Sequence: {parameter} has {actual} elements; its shape {Text(shape)} has {expected}.", parameter);
        }
    }

    /// <summary>Elements of <c>[rows, timesteps, features]</c>.</summary>
    /// <exception cref="ArgumentException">They are more than an array holds.</exception>
    public static int ArrayLength(string parameter, int rows, int timesteps, int features)
    {
        UInt128 length = (UInt128)(uint)rows * (uint)timesteps * (uint)features;
        return length <= (uint)Array.MaxLength
            ? (int)length
            : throw new ArgumentException($"Sequence: {rows} rows of {timesteps} timesteps of {features} are {length} elements; an array holds at most {Array.MaxLength}.", parameter);
    }

    /// <summary>The axis counted from the front.</summary>
    public static int Axis(string parameter, int axis, ReadOnlySpan<int> shape)
        => axis >= -shape.Length && axis < shape.Length
            ? (axis + shape.Length) % shape.Length
            : throw new ArgumentOutOfRangeException(parameter, axis, $"Sequence: {parameter} is {axis}; the shape {Text(shape)} has the axes 0 to {shape.Length - 1}, or −1 to −{shape.Length} from the end.");

    public static void Disjoint<T>(ReadOnlySpan<T> source, Span<T> destination, string parameter)
    {
        if (source.Overlaps(destination))
        {
            throw new ArgumentException($"Sequence: {parameter} overlaps what is read; pass memory of its own.", parameter);
        }
    }

    public static void SameOrDisjoint<T>(ReadOnlySpan<T> source, Span<T> destination, string parameter)
    {
        if (!Unsafe.AreSame(ref MemoryMarshal.GetReference(source), ref MemoryMarshal.GetReference(destination)))
        {
            Disjoint(source, destination, parameter);
        }
    }

    private static string Text(ReadOnlySpan<int> shape) => $"[{string.Join(", ", shape.ToArray())}]";
}
