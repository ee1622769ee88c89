using System.Threading.Tasks;
using Microsoft.CodeAnalysis;
using Xunit;
using static ModelGen.Tests.Analyzers.Verify;

namespace ModelGen.Tests.Analyzers;

/// <summary>MG0015, MG4001 and MG4005: the figures in the messages.</summary>
public class CostRuleTests
{
    [Fact]
    public Task ABudgetNamesTheLayerThatCostsMost() => ReportsAsync(
        """
        [Model(Features = 42, Streaming = true)]
        [Budget({|#0:WeightBytes = 100 * 1024|}, {|#1:StateBytes = 383|}, {|#2:FlopsPerTimestep = 83_711|})]
        [Gru(96)]
        [Dense(22)]
        public sealed partial class Denoiser;
        """,
        At(0, "MG4001", "The weights of model 'Denoiser' take 169,816 bytes, 161,280 bytes of them in layer 'gru', and its budget is 102,400. Reduce units, choose a smaller WeightPrecision, or raise the budget.", DiagnosticSeverity.Warning),
        At(1, "MG4001", "The state of model 'Denoiser' takes 384 bytes, and its budget is 383. Reduce the units of its recurrent layers, or raise the budget.", DiagnosticSeverity.Warning),
        At(2, "MG4001", "Model 'Denoiser' does 83,712 FLOPs per timestep, 79,488 FLOPs of them in layer 'gru', and its budget is 83,711. Reduce units, or raise the budget.", DiagnosticSeverity.Warning));

    [Fact]
    public Task AModelWithErrorsHasNoCost() => ReportsAsync(
        """
        [Model(Features = 42, Streaming = true)]
        [Budget(WeightBytes = 1)]
        [{|MG0008:Bidirectional|}]
        [Gru(96)]
        [Dense(22)]
        public sealed partial class Denoiser;
        """);

    [Fact]
    public Task TheCacheLevelCountsWhatAStepReads() => ReportsAsync(
        """
        [Model(Features = 64, {|#0:Streaming = true|})]
        [Lstm(256)]
        [Dense(10)]
        public sealed partial class Tracker;
        """,
        At(0, "MG4005", "A step of model 'Tracker' reads 1,294.0 KiB of weights, more than the 1,024 KiB of a usual second cache level; as bfloat16 they would be 649.0 KiB. Try WeightPrecision = WeightPrecision.BFloat16, and ask MeasurePrecision what it costs on your data.", DiagnosticSeverity.Info));

    [Fact]
    public async Task FiguresAreReportedLayerByLayer()
    {
        string[] messages = await MessagesAsync(
            """
            [Model(Features = 24, MaxTimesteps = 50)]
            [Lstm(64)]
            [Dropout(0.5)]
            [Dense(4)]
            public sealed partial class Gestures;
            """,
            "dotnet_diagnostic.MG0015.severity = suggestion");

        Assert.Equal(
            [
                "Model 'Gestures': 23,044 parameters, 45,568 FLOPs in all layers, 92,176 bytes, a state of 512 bytes",
                "Layer 'lstm': [T, 24] -> [64], 22,784 parameters, 45,056 FLOPs per timestep, 91,136 bytes",
                "Layer 'dropout': [64] -> [64], no parameters",
                "Layer 'dense': [64] -> [4], 260 parameters, 512 FLOPs per sequence, 1,040 bytes",
            ],
            messages);
    }

    [Fact]
    public async Task ReducedPrecisionDirectionsAndIdsAreCounted()
    {
        string[] messages = await MessagesAsync(
            """
            [Model(MaxTimesteps = 12, WeightPrecision = WeightPrecision.Int8)]
            [Embedding(90, 7)]
            [Bidirectional]
            [SimpleRnn(8)]
            [RepeatVector(5)]
            [Gru(3, ReturnSequences = true)]
            public sealed partial class Reader;
            """,
            "dotnet_diagnostic.MG0015.severity = suggestion");

        Assert.Equal(
            [
                // 2 · (15 · 8 + 8 + 8 bytes of scales for each of two kernels · 4), and tables stay floats.
                "Model 'Reader': 1,075 parameters, 822 FLOPs in all layers, 3,267 bytes, a state of 76 bytes",
                "Layer 'embedding': [T] ids -> [T, 7], 630 parameters, 2,520 bytes",
                "Layer 'bidirectional': [T, 7] -> [16], 256 parameters, 480 FLOPs per timestep, 432 bytes",
                "Layer 'repeat_vector': [16] -> [5, 16], no parameters",
                "Layer 'gru': [5, 16] -> [5, 3], 189 parameters, 342 FLOPs per timestep, 315 bytes",
            ],
            messages);
    }
}
