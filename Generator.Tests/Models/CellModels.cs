using System.Collections.Generic;
using System.Linq;

namespace ModelGen.Tests.Models;

/// <summary>The models with options of recurrent cells, in both directions, backwards and stepped.</summary>
internal static class CellModels
{
    /// <summary>All of them.</summary>
    public static IReadOnlyList<ModelDescription> All { get; } = [.. Enumerable.Range(0, 8).Select(Options), .. Projections(), .. Clipped(), .. Normalized(), .. DroppedCandidates()];

    /// <summary>Every combination of the LSTM's options in one model, in both directions and backwards, with activations of every kind.</summary>
    private static ModelDescription Options(int index)
    {
        LstmDescription Choose(LstmDescription layer) => layer with
        {
            Peepholes = (index & 1) != 0,
            CellClip = (index & 2) != 0 ? 0.375 : null,
            InputForgetCoupling = (index & 4) != 0,
        };
        Activation gate = index == 3 ? Activation.Silu : index == 5 ? Activation.HardSigmoid : Activation.Sigmoid;
        return new ModelBuilder($"LstmOption{index:00}", features: 3, maxTimesteps: 6) { LstmOptions = Choose }
            .Bidirectional(7 + (5 * index), MergeMode.Mul, returnSequences: true, activation: index == 7 ? Activation.Mish : Activation.Tanh, recurrentActivation: gate)
            .Lstm(18, returnSequences: true, goBackwards: index % 2 == 0, recurrentActivation: gate)
            .Dense(3)
            .Build(LossKind.MeanSquaredError);
    }

    /// <summary>LSTM layers whose output is projected: to fewer and to more elements than units, clipped, with the other options, masked, with dropout.</summary>
    private static IEnumerable<ModelDescription> Projections()
    {
        static LstmDescription Options(LstmDescription layer) => layer with
        {
            Projection = layer.Units switch { 18 => 5, 7 => 19, 33 => 17, 9 => 9, _ => 3 },
            ProjectionClip = layer.Units is 18 or 33 ? 0.375 : null,
            Peepholes = layer.Units is 7 or 33,
            CellClip = layer.Units == 33 ? 0.5 : null,
            InputForgetCoupling = layer.Units == 7,
        };
        yield return new ModelBuilder("Projected", features: 3, maxTimesteps: 6) { LstmOptions = Options }
            .Bidirectional(18, MergeMode.Mul, returnSequences: true)
            .Lstm(7, returnSequences: true, goBackwards: true)
            .Bidirectional(33, MergeMode.Concat, returnSequences: true, recurrentActivation: Activation.Silu)
            .Lstm(9, goBackwards: true)
            .Dense(3)
            .Build(LossKind.MeanSquaredError);
        yield return new ModelBuilder("ProjectedStep", features: 3, maxTimesteps: 6) { LstmOptions = Options, CellDropout = (0.25, 0.375) }
            .Lstm(18, returnSequences: true, activation: Activation.Mish)
            .Lstm(7, returnSequences: true, useBias: false)
            .Lstm(33, returnSequences: true)
            .Build(LossKind.MeanSquaredError);
        yield return new ModelBuilder("ProjectedMask", features: 0, maxTimesteps: 7) { LstmOptions = Options, ZeroOutputForMask = true }
            .Embedding(5, 4, maskZero: true)
            .Lstm(18, returnSequences: true)
            .Lstm(7)
            .Dense(3)
            .Build(LossKind.SparseCategoricalCrossentropy, fromLogits: true);
    }

    /// <summary>
    /// LSTM layers that drop elements of their candidate: fused and with options, in both directions and backwards, with activations whose
    /// derivative is kept, coupled, normalised, and beside the dropout of input and state.
    /// </summary>
    private static IEnumerable<ModelDescription> DroppedCandidates()
    {
        static LstmDescription Options(LstmDescription layer) => layer with
        {
            CandidateDropout = layer.Units == 7 ? 0.5 : 0.25,
            LayerNormEpsilon = layer.Units == 11 ? 0.015625 : null,
            InputForgetCoupling = layer.Units == 13,
            Peepholes = layer.Units == 13,
        };
        yield return new ModelBuilder("DroppedCandidates", features: 5, maxTimesteps: 6) { LstmOptions = Options }
            .Bidirectional(18, MergeMode.Concat, returnSequences: true)
            .Lstm(7, returnSequences: true, goBackwards: true, activation: Activation.Silu)
            .Bidirectional(11, MergeMode.Sum, returnSequences: true)
            .Lstm(13)
            .Dense(3)
            .Build(LossKind.MeanSquaredError);
        yield return new ModelBuilder("DroppedCandidatesMask", features: 0, maxTimesteps: 7) { LstmOptions = Options, CellDropout = (0.25, 0.375) }
            .Embedding(5, 4, maskZero: true)
            .Lstm(18, returnSequences: true, goBackwards: true)
            .Lstm(9)
            .Dense(3)
            .Build(LossKind.SparseCategoricalCrossentropy, fromLogits: true);
    }

    /// <summary>Every cell with bounded sums, of which many are cut off, and LSTM layers with an activation of their own at the output.</summary>
    private static IEnumerable<ModelDescription> Clipped()
    {
        static LstmDescription Options(LstmDescription layer) => layer with { Peepholes = layer.Units == 17, OutputActivation = layer.Units == 17 ? Activation.Softsign : null };
        yield return new ModelBuilder("ClippedCells", features: 5, maxTimesteps: 6) { Clip = 0.5, LstmOptions = Options }
            .Bidirectional(17, MergeMode.Mul, returnSequences: true)
            .Gru(7, returnSequences: true, goBackwards: true)
            .Bidirectional(9, MergeMode.Ave, returnSequences: true, activation: Activation.Gelu, recurrentActivation: Activation.Silu, cell: Cell.GruResetBefore)
            .Recurrent(Cell.SimpleRnn, 19, returnSequences: true)
            .Dense(3)
            .Build(LossKind.MeanSquaredError);
        yield return new ModelBuilder("ClippedStep", features: 5, maxTimesteps: 6) { Clip = 0.375 }
            .Lstm(9, returnSequences: true, activation: Activation.Mish)
            .Gru(18, returnSequences: true, activation: Activation.Linear, recurrentActivation: Activation.Softsign)
            .Gru(7, returnSequences: true, resetAfter: false, activation: Activation.Linear, recurrentActivation: Activation.Linear)
            .Recurrent(Cell.SimpleRnn, 3, returnSequences: true, activation: Activation.Silu)
            .Build(LossKind.MeanSquaredError);
        yield return new ModelBuilder("OutputActivations", features: 3, maxTimesteps: 6)
        {
            LstmOptions = layer => layer with
            {
                OutputActivation = layer.Units switch { 7 => Activation.ScaledTanh, 9 => Activation.Gelu, 20 => Activation.Linear, _ => Activation.Sigmoid },
                OutputActivationAlpha = layer.Units == 7 ? 1.5 : null,
            },
        }
            .Lstm(7, returnSequences: true)
            .Lstm(9, returnSequences: true, activation: Activation.Softsign)
            .Lstm(20, returnSequences: true, activation: Activation.Silu)
            .Lstm(5, activation: Activation.Sigmoid)
            .Dense(3)
            .Build(LossKind.MeanSquaredError);
    }

    /// <summary>LSTM layers that normalise their gates and c: with and without shifts, panels of 8 and 16, masked, with dropout, a projection and coupled gates.</summary>
    private static IEnumerable<ModelDescription> Normalized()
    {
        static LstmDescription Choose(LstmDescription layer) => layer with
        {
            LayerNormEpsilon = layer.Units == 9 ? 0.125 : 0.015625,
            Projection = layer.Units == 11 ? 5 : null,
            InputForgetCoupling = layer.Units == 18,
            Clip = layer.Units == 13 ? 1.5 : null,
        };
        yield return new ModelBuilder("NormalizedCells", features: 5, maxTimesteps: 6) { LstmOptions = Choose }
            .Bidirectional(18, MergeMode.Mul, returnSequences: true)
            .Lstm(9, returnSequences: true, goBackwards: true, useBias: false)
            .Bidirectional(11, MergeMode.Concat, recurrentActivation: Activation.Silu)
            .Dense(3)
            .Build(LossKind.MeanSquaredError);
        yield return new ModelBuilder("NormalizedStep", features: 5, maxTimesteps: 6) { LstmOptions = Choose, CellDropout = (0.25, 0.375) }
            .Lstm(13, returnSequences: true, activation: Activation.Mish)
            .Lstm(33, returnSequences: true)
            .Build(LossKind.MeanSquaredError);
        yield return new ModelBuilder("NormalizedMask", features: 0, maxTimesteps: 7) { LstmOptions = Choose }
            .Embedding(5, 4, maskZero: true)
            .Lstm(11, returnSequences: true)
            .Lstm(7)
            .Dense(3)
            .Build(LossKind.SparseCategoricalCrossentropy, fromLogits: true);
    }
}
