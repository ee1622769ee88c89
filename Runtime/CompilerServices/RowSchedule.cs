using System;
using System.Runtime.InteropServices;

namespace ModelGen.CompilerServices;

/// <summary>Works out what happens at each timestep of each row: <see cref="TimestepKind"/> per [timestep, row].</summary>
public static class RowSchedule
{
    /// <summary>Fills <paramref name="kinds"/> from the rows' lengths.</summary>
    /// <returns>True where any timestep up to the longest row is not active.</returns>
    public static bool Prepare(ReadOnlySpan<int> lengths, Span<byte> kinds, out int timesteps)
    {
        int shortest = int.MaxValue;
        timesteps = 0;
        foreach (int length in lengths)
        {
            shortest = Math.Min(shortest, length);
            timesteps = Math.Max(timesteps, length);
        }

        if (shortest >= timesteps)
        {
            return false;
        }

        for (int t = 0; t < timesteps; t++)
        {
            for (int r = 0; r < lengths.Length; r++)
            {
                kinds[(t * lengths.Length) + r] = (byte)(t < lengths[r] ? TimestepKind.Active : TimestepKind.Beyond);
            }
        }

        return true;
    }

    /// <summary>As above for ids where id 0 is masked; row r's ids start at r·<paramref name="stride"/>.</summary>
    public static bool PrepareMasked(ReadOnlySpan<int> lengths, ReadOnlySpan<int> ids, int stride, Span<byte> kinds, out int timesteps)
    {
        timesteps = 0;
        foreach (int length in lengths)
        {
            timesteps = Math.Max(timesteps, length);
        }

        bool ragged = false;
        for (int t = 0; t < timesteps; t++)
        {
            for (int r = 0; r < lengths.Length; r++)
            {
                TimestepKind kind = t >= lengths[r] ? TimestepKind.Beyond
                    : ids[(r * stride) + t] == 0 ? TimestepKind.Masked
                    : TimestepKind.Active;
                kinds[(t * lengths.Length) + r] = (byte)kind;
                ragged |= kind != TimestepKind.Active;
            }
        }

        return ragged;
    }

    /// <summary>Which of the rows there is work for at timestep <paramref name="t"/>.</summary>
    /// <param name="kinds">Of every timestep and row.</param>
    /// <param name="t">The timestep.</param>
    /// <param name="rows">Number of rows.</param>
    /// <param name="active">Receives the rows up to the last active one.</param>
    /// <returns>True where all of these are active.</returns>
    public static bool AreDense(ReadOnlySpan<byte> kinds, int t, int rows, out int active)
    {
        ReadOnlySpan<byte> own = kinds.Slice(t * rows, rows);
        active = own.LastIndexOf((byte)TimestepKind.Active) + 1;
        return !own[..active].ContainsAnyExcept((byte)TimestepKind.Active);
    }

    /// <summary>One of <paramref name="rows"/> ids is 0.</summary>
    public static bool AnyMasked(ref int ids, int rows) => MemoryMarshal.CreateReadOnlySpan(ref ids, rows).Contains(0);

    /// <summary>Reverses each row's kinds within its length, as a layer that goes backwards does to its outputs. Twice is nothing.</summary>
    public static void Reverse(ReadOnlySpan<int> lengths, Span<byte> kinds)
    {
        for (int r = 0; r < lengths.Length; r++)
        {
            for (int low = 0, high = lengths[r] - 1; low < high; low++, high--)
            {
                int a = (low * lengths.Length) + r;
                int b = (high * lengths.Length) + r;
                (kinds[a], kinds[b]) = (kinds[b], kinds[a]);
            }
        }
    }
}
