using System;
using System.Collections.Generic;
using System.Linq;
using ModelGen.CompilerServices;

namespace ModelGen;

/// <summary>Which floats of the packed buffer are updated how, where not all are updated alike.</summary>
internal sealed class UpdatePlan
{
    private readonly Run[] _runs;

    private UpdatePlan(Run[] runs) => _runs = runs;

    /// <summary>The plan in words, for a comparison.</summary>
    public static string Describe(IReadOnlyList<ParameterGroup> groups) => string.Join("; ", groups.Select(group => group.Frozen
        ? $"{group.Name}: frozen"
        : FormattableString.Invariant($"{group.Name}: rate {group.LearningRateFactor}{(group.WeightDecay ? "" : ", no decay")}")));

    /// <summary>The plan, or null where all floats are updated alike.</summary>
    /// <exception cref="ArgumentException">A group names no tensor.</exception>
    public static UpdatePlan? Create(WeightLayout layout, IReadOnlyList<ParameterGroup> groups, bool decaysBiases)
    {
        foreach (ParameterGroup group in groups)
        {
            ArgumentNullException.ThrowIfNull(group, nameof(groups));
            if (!layout.Tensors.Any(tensor => group.Holds(tensor.Name)))
            {
                throw new ArgumentException(
                    $"{layout.ModelName}: the group '{group.Name}' names no layer or tensor. The tensors are {string.Join(", ", layout.Tensors.Select(t => t.Name))}.", nameof(groups));
            }
        }

        if (groups.Count == 0 && decaysBiases)
        {
            return null;
        }

        var runs = new List<Run>();
        foreach (TensorLayout tensor in layout.Tensors)
        {
            ParameterGroup? group = groups.FirstOrDefault(g => g.Holds(tensor.Name));
            bool decays = (group?.WeightDecay ?? true) && (decaysBiases || IsMatrix(tensor.Name));
            foreach (PanelLayout panel in tensor.Panels)
            {
                int rowLength = panel.Gates * panel.Width;
                runs.Add(new Run(panel.Offset + (tensor.FirstRow * rowLength), tensor.Rows * rowLength, group?.LearningRateFactor ?? 1f, decays, group?.Frozen ?? false));
            }
        }

        return new UpdatePlan([.. runs.OrderBy(run => run.Start)]);
    }

    /// <summary>Updates a part of the weights.</summary>
    public void Update(Optimizer optimizer, Span<float> weights, ReadOnlySpan<float> gradient, int start)
    {
        foreach (Run run in _runs)
        {
            int first = Math.Max(run.Start - start, 0);
            int end = Math.Min(run.Start + run.Length - start, weights.Length);
            if (first < end && !run.Frozen)
            {
                optimizer.Update(weights[first..end], gradient[first..end], start + first, run.Rate, run.Decays);
            }
        }
    }

    /// <summary>Gives frozen floats of the gradient no part in its norm.</summary>
    public void ClearFrozen(Span<float> gradient)
    {
        foreach (Run run in _runs)
        {
            if (run.Frozen)
            {
                gradient.Slice(run.Start, run.Length).Clear();
            }
        }
    }

    /// <summary>Takes back what constraints made of frozen floats.</summary>
    public void RestoreFrozen(ReadOnlySpan<float> before, Span<float> weights)
    {
        foreach (Run run in _runs)
        {
            if (run.Frozen)
            {
                before.Slice(run.Start, run.Length).CopyTo(weights[run.Start..]);
            }
        }
    }

    /// <summary>Whether a float is frozen.</summary>
    public bool IsFrozen(int index) => Array.Exists(_runs, run => run.Frozen && index >= run.Start && index < run.Start + run.Length);

    /// <summary>Kernels and embeddings; everything else is a bias, a gain, a statistic.</summary>
    private static bool IsMatrix(string tensor) => tensor.EndsWith("kernel", StringComparison.Ordinal) || tensor.EndsWith("embeddings", StringComparison.Ordinal);

    private readonly record struct Run(int Start, int Length, float Rate, bool Decays, bool Frozen);
}
