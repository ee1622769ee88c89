using System;
using System.Collections.Generic;
using ModelGen.Tests.Models;
using Xunit;

namespace ModelGen.Tests.Oracles;

/// <summary>The options of recurrent cells.</summary>
public sealed partial class ReferenceGradientTests
{
    [Theory]
    [InlineData(true, null, false)]
    [InlineData(false, 0.25, false)]
    [InlineData(false, null, true)]
    [InlineData(true, 0.25, true)]
    public void GradientOfLoss_LstmOptions(bool peepholes, double? clip, bool coupling)
        => CheckLossGradient(new Random(43), new ModelBuilder("Options", features: 3, maxTimesteps: 5)
        {
            LstmOptions = layer => layer with { Peepholes = peepholes, CellClip = clip, InputForgetCoupling = coupling },
        }
            .Bidirectional(2, MergeMode.Mul, returnSequences: true)
            .Lstm(4, returnSequences: true, goBackwards: true)
            .Dense(2)
            .Build(LossKind.MeanSquaredError));

    [Theory]
    [InlineData(2, null, false)]
    [InlineData(5, null, true)]
    [InlineData(3, 0.125, true)]
    public void GradientOfLoss_Projection(int projection, double? clip, bool options)
        => CheckLossGradient(new Random(46), new ModelBuilder("Projected", features: 3, maxTimesteps: 5)
        {
            LstmOptions = layer => layer with { Projection = projection, ProjectionClip = clip, Peepholes = options, CellClip = options ? 0.5 : null },
        }
            .Bidirectional(4, MergeMode.Mul, returnSequences: true)
            .Lstm(4, returnSequences: true, goBackwards: true)
            .Dense(2)
            .Build(LossKind.MeanSquaredError));

    /// <summary>Of random models some lie so near to a bound that a difference crosses it; this seed's do not.</summary>
    [Theory]
    [InlineData((int)Cell.Lstm)]
    [InlineData((int)Cell.Gru)]
    [InlineData((int)Cell.GruResetBefore)]
    [InlineData((int)Cell.SimpleRnn)]
    public void GradientOfLoss_Clip(int cell)
        => CheckLossGradient(new Random(49), new ModelBuilder("Clipped", features: 3, maxTimesteps: 4)
        {
            Clip = 0.75,
            LstmOptions = layer => layer with { Peepholes = true, OutputActivation = Activation.Softsign },
        }
            .Bidirectional(2, MergeMode.Mul, returnSequences: true, cell: (Cell)cell)
            .Recurrent((Cell)cell, 3, goBackwards: true, activation: Activation.Silu)
            .Dense(2)
            .Build(LossKind.MeanSquaredError));

    /// <summary>Each timestep's factors, in time order also for a direction that goes backwards.</summary>
    [Fact]
    public void GradientOfLoss_CandidateDropout()
    {
        var random = new Random(49);
        ModelDescription model = new ModelBuilder("DroppedCandidate", features: 3, maxTimesteps: 4)
        {
            LstmOptions = layer => layer with { CandidateDropout = 0.5, InputForgetCoupling = layer.Units == 3 },
        }
            .Bidirectional(2, returnSequences: true)
            .Lstm(3, returnSequences: true)
            .Build(LossKind.MeanSquaredError);
        ReferenceNetwork network = RandomModels.Reference(model, RandomModels.Weights(random, model));
        ReferenceRow row = RandomModels.Row(random, model, 4) with
        {
            DropoutFactors = new Dictionary<string, double[][]>
            {
                ["bidirectional.forward.candidate_dropout"] = [[0, 2], [2, 2], [2, 0], [2, 0]],
                ["bidirectional.backward.candidate_dropout"] = [[2, 2], [2, 2], [2, 2], [0, 0]],
                ["lstm.candidate_dropout"] = [[0, 2, 2], [2, 0, 0], [0, 0, 2], [2, 2, 2]],
            },
        };
        List<ReferenceExample> batch = [new ReferenceExample(row, RandomModels.Targets(random, network, 4))];
        CheckAll(network, batch, network.Gradients(batch));

        // The backward direction begins with an empty memory at the last timestep, which it fills with nothing.
        var alone = new ModelBuilder("Backwards", features: 3, maxTimesteps: 4).Lstm(2, returnSequences: true, goBackwards: true).Build();
        ReferenceNetwork backwards = RandomModels.Reference(alone, RandomModels.Weights(random, alone));
        ReferenceRow emptied = row with { DropoutFactors = new Dictionary<string, double[][]> { ["lstm.candidate_dropout"] = [[1, 1], [1, 1], [1, 1], [0, 0]] } };
        Assert.Equal([0, 0], backwards.Forward(emptied).Outputs[0]);
        Assert.DoesNotContain(0, backwards.Forward(emptied).Outputs[1]);
    }

    [Theory]
    [InlineData(1e-12, true, false)]
    [InlineData(0.05, false, false)]
    [InlineData(0.01, true, true)]
    public void GradientOfLoss_LayerNormLstm(double epsilon, bool useBias, bool options)
        => CheckLossGradient(new Random(48), new ModelBuilder("Normalized", features: 3, maxTimesteps: 5)
        {
            LstmOptions = layer => layer with { LayerNormEpsilon = epsilon, Projection = options ? 3 : null, InputForgetCoupling = options },
        }
            .Bidirectional(4, MergeMode.Mul, returnSequences: true, useBias: useBias)
            .Lstm(5, returnSequences: true, goBackwards: true, useBias: useBias)
            .Dense(2)
            .Build(LossKind.MeanSquaredError));

    [Fact]
    public void GradientOfLoss_RepeatedRows()
        => CheckLossGradient(new Random(43), new ModelBuilder("Repeated", features: 3, maxTimesteps: 4)
            .Recurrent(Cell.Gru, 2)
            .RepeatVector(timesteps: 6)
            .Lstm(3, returnSequences: true)
            .Dense(2)
            .Build(LossKind.MeanSquaredError));
}
