using System;

namespace ModelGen;

/// <summary>The Levenshtein distance: the fewest insertions, deletions and substitutions that make one sequence the other.</summary>
public static class EditDistance
{
    /// <summary>The distance between two sequences.</summary>
    /// <param name="first">One sequence.</param>
    /// <param name="second">The other.</param>
    /// <param name="workspace">Memory to compute in: at least <c>[second.Length + 1]</c>. What was in it is lost.</param>
    /// <exception cref="ArgumentException">The workspace is too short.</exception>
    public static int Between(ReadOnlySpan<int> first, ReadOnlySpan<int> second, Span<int> workspace)
    {
        if (workspace.Length <= second.Length)
        {
            throw new ArgumentException($"{nameof(EditDistance)}: workspace has {workspace.Length} entries; expected at least second.Length + 1 = {second.Length + 1}.", nameof(workspace));
        }

        // One row of the table of distances between prefixes: workspace[j] is that to the first j of the second sequence.
        for (int j = 0; j <= second.Length; j++)
        {
            workspace[j] = j;
        }

        for (int i = 0; i < first.Length; i++)
        {
            int diagonal = workspace[0];
            workspace[0] = i + 1;
            for (int j = 0; j < second.Length; j++)
            {
                int substitution = diagonal + (first[i] == second[j] ? 0 : 1);
                diagonal = workspace[j + 1];
                workspace[j + 1] = Math.Min(substitution, Math.Min(diagonal, workspace[j]) + 1);
            }
        }

        return workspace[second.Length];
    }

    /// <summary>The distance between two sequences. Allocates the memory it computes in.</summary>
    public static int Between(ReadOnlySpan<int> first, ReadOnlySpan<int> second) => Between(first, second, new int[second.Length + 1]);
}
