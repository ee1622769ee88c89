using System;
using System.Collections.Immutable;

namespace ModelGen.CompilerServices;

/// <summary>
/// Where every logical tensor of a model lies in the packed buffer that the kernels read. Written by the generator,
/// whose <c>PackedLayout</c> is the one owner of these numbers.
/// </summary>
/// <param name="ModelName">The model's name, for messages.</param>
/// <param name="PackedLength">Length of the packed buffer in floats, padding included.</param>
/// <param name="Tensors">The logical tensors in declaration order.</param>
public sealed record WeightLayout(string ModelName, int PackedLength, ImmutableArray<TensorLayout> Tensors);

/// <summary>
/// One logical tensor (Keras layout) and its place in the packed buffer. The tensor is a matrix
/// <c>[Rows, Gates·Units]</c> (a bias has one row, or one for each of its kernels). Units are cut into panels of a few lanes;
/// inside a panel, one row holds the panel's gates side by side, which are all of the tensor's or some of them.
/// Element (row, gate·Units + unit) lies at
/// <c>panel.Offset + (FirstRow + row)·panel.Gates·panel.Width + (gate − panel.FirstGate)·panel.Width + (unit − panel.FirstUnit)</c>
/// where <c>panel</c> is the one with FirstUnit ≤ unit &lt; FirstUnit + Width and FirstGate ≤ gate &lt; FirstGate + Gates. Lanes beyond the last unit are padding
/// and hold 0, always.
/// </summary>
/// <param name="Name">Stable name, e.g. <c>lstm.recurrent_kernel</c> or <c>bidirectional.forward.kernel</c>.</param>
/// <param name="Shape">Logical shape, e.g. [8, 128] or [128].</param>
/// <param name="Rows">Rows of the matrix (1 for a bias).</param>
/// <param name="Gates">Number of gate blocks among the columns (1 where there are no gates).</param>
/// <param name="Units">Columns of one gate block.</param>
/// <param name="FirstRow">Row of the panel at which this tensor starts.</param>
/// <param name="Panels">The panels, in order of their gates and units.</param>
/// <param name="Initializer">How the tensor gets its first values.</param>
public sealed record TensorLayout(
    string Name,
    ImmutableArray<int> Shape,
    int Rows,
    int Gates,
    int Units,
    int FirstRow,
    ImmutableArray<PanelLayout> Panels,
    TensorInitializer Initializer)
{
    /// <summary>Optimisers change it; otherwise only the layer itself does (moving statistics).</summary>
    public bool IsTrainable { get; init; } = true;

    /// <summary>It is a batch normalisation's moving variance.</summary>
    internal bool IsVariance => !IsTrainable && Name.EndsWith(".moving_variance", StringComparison.Ordinal);

    /// <summary>What the training loss gets for the size of the weights; nothing where left out.</summary>
    public TensorPenalty Penalty { get; init; }

    /// <summary>What holds for the weights after every update; nothing where left out.</summary>
    public TensorConstraint Constraint { get; init; }
}

/// <summary>A regulariser: L1·Σ|w| + L2·Σw², once per batch.</summary>
/// <param name="L1">Weight of the magnitudes.</param>
/// <param name="L2">Weight of the squares.</param>
public readonly record struct TensorPenalty(float L1, float L2);

/// <summary>A constraint; see <see cref="WeightConstraint"/>.</summary>
/// <param name="Kind">Which one.</param>
/// <param name="Least">The least norm.</param>
/// <param name="Greatest">The greatest norm.</param>
/// <param name="Rate">The share of the way to them that one update goes.</param>
public readonly record struct TensorConstraint(WeightConstraint Kind, float Least = 0, float Greatest = 0, float Rate = 1);

/// <summary>
/// One panel: <paramref name="Width"/> lanes of units from <paramref name="FirstUnit"/> on, of <paramref name="Gates"/> gates from
/// <paramref name="FirstGate"/> on, stored from float <paramref name="Offset"/> on.
/// </summary>
public readonly record struct PanelLayout(int FirstUnit, int Width, int Offset, int FirstGate, int Gates);

/// <summary>A resolved initialiser: presets and fans are already applied.</summary>
/// <param name="Kind">The distribution; never <see cref="Initializer.Preset"/>.</param>
/// <param name="FanIn">Inputs of the fused matrix as the chosen preset counts them.</param>
/// <param name="FanOut">Outputs of the fused matrix.</param>
/// <param name="Scale">For <see cref="Initializer.RandomUniform"/> the bound a of U(−a, a), for the normals the standard deviation.</param>
/// <param name="Gates">Gate blocks that start otherwise, or null for none.</param>
public readonly record struct TensorInitializer(Initializer Kind, int FanIn, int FanOut, float Scale, GateInitializer? Gates = null)
{
    /// <summary>The middle of a random initialiser without fans, or the value of a constant one.</summary>
    public float Mean { get; init; }

    /// <summary>What an orthogonal or identity matrix is multiplied by.</summary>
    public float Gain { get; init; } = 1;
}

/// <summary>
/// Some gate blocks of a tensor's first rows start otherwise than the rest: an LSTM's forget bias, the candidate of
/// TensorFlow 1's GRUCell, whose kernel is a variable of its own.
/// </summary>
/// <param name="FirstGate">The first gate block.</param>
/// <param name="Count">Number of gate blocks.</param>
/// <param name="Rows">Number of rows.</param>
/// <param name="Kind">The distribution; never <see cref="Initializer.Preset"/>.</param>
/// <param name="FanIn">Inputs as the chosen preset counts them.</param>
/// <param name="FanOut">Outputs.</param>
public readonly record struct GateInitializer(int FirstGate, int Count, int Rows, Initializer Kind, int FanIn, int FanOut);
