using System.Threading.Tasks;
using ModelGen.CodeFixes;
using Xunit;

namespace ModelGen.Tests.Analyzers;

/// <summary>MG0004.</summary>
public class SizeRuleTests
{
    [Theory]
    [InlineData("{|#0:Features = 0|}, MaxTimesteps = 7", "Features of model 'M' is 0. Set it to the number of inputs per timestep, at least 1.")]
    [InlineData("Features = 3, {|#0:MaxTimesteps = -7|}", "MaxTimesteps of model 'M' is -7. Set it to the number of timesteps of the longest sequence, at least 1.")]
    [InlineData("{|#0:MaxTimesteps = 0|}, Features = 3, Streaming = true", "MaxTimesteps of model 'M' is 0. Set it to the number of timesteps of the longest sequence, at least 1.")]
    public Task ModelSizes(string arguments, string message) => Verify.ReportsAsync(
        $"""
        [Model({arguments})]
        [Lstm(8)]
        public sealed partial class M;
        """,
        Verify.At(0, "MG0004", message));

    [Theory]
    [InlineData("Model(Features = 3, Timesteps = 5, {|#0:MaxTimesteps = 7|})", "Every sequence of model 'M' has Timesteps = 5, but MaxTimesteps is 7. Remove one of the two.")]
    [InlineData("Model(Features = 3, {|#0:Timesteps = 0|})", "Timesteps of model 'M' is 0. Set it to the number of timesteps of every sequence, at least 1.")]
    public Task TimestepsOfEverySequence(string model, string message)
        => Verify.ReportsAsync($"[{model}] [Lstm(8)] public sealed partial class M;", Verify.At(0, "MG0004", message));

    [Fact]
    public Task RepeatedNever() => Verify.ReportsAsync(
        "[Model(Features = 3, Timesteps = 5)] [Lstm(8)] [RepeatVector({|#0:0|})] public sealed partial class M;",
        Verify.At(0, "MG0004", "Layer 'repeat_vector' has n = 0. Give it at least 1."));

    [Fact]
    public Task NoLongestSequence() => Verify.ReportsAsync(
        """
        [{|#0:Model(Features = 3)|}]
        [Lstm(8)]
        public sealed partial class M;
        """,
        Verify.At(0, "MG0004", "Model 'M' does not say how long its longest sequence is. Set MaxTimesteps, or Streaming = true for a model that is only run step by step."));

    [Theory]
    [InlineData("Lstm({|#0:0|})", "Layer 'lstm' has units = 0. Give it at least 1.")]
    [InlineData("Lstm({|#0:units: -2|}, UseBias = true)", "Layer 'lstm' has units = -2. Give it at least 1.")]
    [InlineData("Lstm(4, {|#0:CellClip = 0|})", "Layer 'lstm' clips its cell state to ±0. Give it a bound greater than 0, or leave CellClip out for none.")]
    [InlineData("Lstm(4, {|#0:CellClip = double.NaN|})", "Layer 'lstm' clips its cell state to ±NaN. Give it a bound greater than 0, or leave CellClip out for none.")]
    [InlineData("Gru(4, {|#0:Clip = 0|})", "Layer 'gru' clips its gates' sums to ±0. Give it a bound greater than 0, or leave Clip out for none.")]
    [InlineData("Lstm(4, LayerNorm = true, {|#0:LayerNormEpsilon = 0|})", "Layer 'lstm' adds 0 to the variance. Give it a LayerNormEpsilon greater than 0, such as 0.001.")]
    [InlineData("Lstm(4, {|#0:Projection = 0|})", "Layer 'lstm' has Projection = 0. Give it at least 1.")]
    [InlineData("Lstm(4, Projection = 2, {|#0:ProjectionClip = -1|})", "Layer 'lstm' clips its projected output to ±-1. Give it a bound greater than 0, or leave ProjectionClip out for none.")]
    [InlineData("Gru({|#0:0|}, ResetAfter = false)", "Layer 'gru' has units = 0. Give it at least 1.")]
    [InlineData("SimpleRnn({|#0:0|})", "Layer 'simple_rnn' has units = 0. Give it at least 1.")]
    [InlineData("Dense({|#0:-1|}, Name = \"head\")", "Layer 'head' has units = -1. Give it at least 1.")]
    [InlineData("LayerNormalization({|#0:Epsilon = 0|})", "Layer 'layer_normalization' adds 0 to the variance. Give it an Epsilon greater than 0, such as 0.001.")]
    [InlineData("LayerNormalization({|#0:Epsilon = 1e-60|})", "Layer 'layer_normalization' adds 1E-60 to the variance. Give it an Epsilon greater than 0, such as 0.001.")]
    [InlineData("LayerNormalization({|#0:Epsilon = double.NaN|})", "Layer 'layer_normalization' adds NaN to the variance. Give it an Epsilon greater than 0, such as 0.001.")]
    [InlineData("LayerNormalization({|#0:Epsilon = double.PositiveInfinity|})", "Layer 'layer_normalization' adds Infinity to the variance. Give it an Epsilon greater than 0, such as 0.001.")]
    [InlineData("BatchNormalization({|#0:Epsilon = 0|})", "Layer 'batch_normalization' adds 0 to the variance. Give it an Epsilon greater than 0, such as 0.001.")]
    [InlineData("BatchNormalization({|#0:Momentum = 1.5|})", "Layer 'batch_normalization' keeps a share of 1.5 of its moving statistics. Give it a Momentum from 0 to 1, such as 0.99.")]
    [InlineData("BatchNormalization({|#0:Momentum = double.NaN|})", "Layer 'batch_normalization' keeps a share of NaN of its moving statistics. Give it a Momentum from 0 to 1, such as 0.99.")]
    [InlineData("Masking({|#0:double.NaN|})", "Layer 'masking' masks timesteps of NaN, which no input can be. Give it a finite number, such as 0 or -1.")]
    [InlineData("Masking({|#0:1e39|})", "Layer 'masking' masks timesteps of 1E+39, which no input can be. Give it a finite number, such as 0 or -1.")]
    [InlineData("Lstm(8, {|#0:Dropout = 1|})", "Layer 'lstm' drops a fraction of 1. Give it a rate of at least 0 and less than 1.")]
    [InlineData("Lstm(8, {|#0:CandidateDropout = 1|})", "Layer 'lstm' drops a fraction of 1. Give it a rate of at least 0 and less than 1.")]
    [InlineData("Gru(8, Dropout = 0.5, {|#0:RecurrentDropout = -0.5|})", "Layer 'gru' drops a fraction of -0.5. Give it a rate of at least 0 and less than 1.")]
    [InlineData("Dropout({|#0:1|})", "Layer 'dropout' drops a fraction of 1. Give it a rate of at least 0 and less than 1.")]
    [InlineData("Dropout({|#0:-0.1|})", "Layer 'dropout' drops a fraction of -0.1. Give it a rate of at least 0 and less than 1.")]
    [InlineData("Dropout({|#0:double.NaN|})", "Layer 'dropout' drops a fraction of NaN. Give it a rate of at least 0 and less than 1.")]
    [InlineData("Dropout({|#0:0.99999999999|})", "Layer 'dropout' drops a fraction of 0.99999999999. Give it a rate of at least 0 and less than 1.")]
    public Task LayerSizes(string layer, string message) => Verify.ReportsAsync(
        $"""
        [Model(Features = 3, MaxTimesteps = 7)]
        [{layer}]
        [Dense(2, Name = "last")]
        public sealed partial class M;
        """,
        Verify.At(0, "MG0004", message));

    [Theory]
    [InlineData("{|#0:0|}, 16", "Layer 'embedding' has vocabulary = 0. Give it at least 1.")]
    [InlineData("dimensions: 16, {|#0:vocabulary: -1|}", "Layer 'embedding' has vocabulary = -1. Give it at least 1.")]
    [InlineData("16, {|#0:0|}", "Layer 'embedding' has dimensions = 0. Give it at least 1.")]
    public Task EmbeddingSizes(string arguments, string message) => Verify.ReportsAsync(
        $"""
        [Model(MaxTimesteps = 7)]
        [Embedding({arguments})]
        [Lstm(8)]
        public sealed partial class M;
        """,
        Verify.At(0, "MG0004", message));

    [Theory]
    [InlineData("[Lstm({|#0:30000|})]", "Layer 'lstm' brings the model to 3,600,480,000 weights, more than one buffer can hold (2,147,418,055). Make it smaller.")]
    [InlineData("[Gru({|#0:30000|})]", "Layer 'gru' brings the model to 2,700,450,000 weights, more than one buffer can hold (2,147,418,055). Make it smaller.")]
    [InlineData("[Lstm(10400, ReturnSequences = true)] [Bidirectional] [Lstm({|#0:10400|})]", "Layer 'bidirectional' brings the model to 2,163,449,600 weights, more than one buffer can hold (2,147,418,055). Make it smaller.")]
    [InlineData("[Lstm({|#0:16|}, Projection = 30000000)]", "Layer 'lstm' brings the model to 2,430,000,256 weights, more than one buffer can hold (2,147,418,055). Make it smaller.")]
    [InlineData("[Dense(2147483647)] [Dense({|#0:2147483647|})]", null)]
    public Task MoreWeightsThanABufferHolds(string layers, string? message) => message is null
        ? Verify.ReportsAsync(
            """
            [Model(Features = 3, {|MG0004:MaxTimesteps = 7|})]
            [Dense({|MG0004:2147483647|})]
            [Dense(2147483647)]
            public sealed partial class M;
            """)
        : Verify.ReportsAsync(
            $"""
            [Model(Features = 3, MaxTimesteps = 7)]
            {layers}
            public sealed partial class M;
            """,
            Verify.At(0, "MG0004", message));

    /// <summary>Without the option the kernels just fit.</summary>
    [Theory]
    [InlineData("Peepholes", "2,147,418,096")]
    [InlineData("LayerNorm", "2,147,418,208")]
    public Task MoreWeightsThanABufferHoldsWithAnOption(string option, string weights) => Verify.ReportsAsync(
        $$"""
        [Model(Features = 33553390, MaxTimesteps = 1)]
        [Lstm({|#0:16|}, {{option}} = true)]
        public sealed partial class M;
        """,
        Verify.At(0, "MG0004", $"Layer 'lstm' brings the model to {weights} weights, more than one buffer can hold (2,147,418,055). Make it smaller."));

    [Fact]
    public Task MoreTimestepsThanABufferHolds() => Verify.ReportsAsync(
        """
        [Model(Features = 3, {|#0:MaxTimesteps = 20000000|})]
        [Lstm(8)]
        public sealed partial class M;
        """,
        Verify.At(0, "MG0004", "20,000,000 timesteps of 128 values in all layers of model 'M' are more than one buffer can hold (2,147,418,055). Lower MaxTimesteps, or run the model step by step."));

    /// <summary>Training keeps gradients too; without a loss this many timesteps are possible.</summary>
    [Fact]
    public Task MoreTimestepsThanABufferOfTrainingHolds() => Verify.ReportsAsync(
        """
        [Model(Features = 3, {|#0:MaxTimesteps = 12000000|})]
        [Lstm(8)]
        [Loss(LossKind.MeanSquaredError)]
        public sealed partial class M;
        """,
        Verify.At(0, "MG0004", "12,000,000 timesteps of 192 values in all layers of model 'M' are more than one buffer can hold (2,147,418,055). Lower MaxTimesteps, or run the model step by step."));

    [Theory]
    [InlineData("[Model(Features = 3, MaxTimesteps = 12000000)] [Lstm(8)]")]
    [InlineData("[Model(Features = 33553390, MaxTimesteps = 1)] [Lstm(16)]")]
    [InlineData("[Model(Features = 1, MaxTimesteps = 1)] [Lstm(1)]")]
    [InlineData("[Model(Features = 3, Streaming = true)] [Lstm(8)]")]
    [InlineData("[Model(Features = 3, MaxTimesteps = 1000000)] [Lstm(64)]")]
    [InlineData("[Model(MaxTimesteps = 512)] [Embedding(1000000, 300)] [Lstm(512)] [Dropout({|MG0010:0|})] [Dropout(0.999)]")]
    public Task SizesInRange(string attributes) => Verify.SilentAsync(attributes + " public sealed partial class M;");

    [Fact]
    public Task FixSetsMaxTimesteps() => Verify.FixesAsync<MaxTimestepsCodeFix>(
        """
        [{|MG0004:Model(Features = 3)|}]
        [Lstm(8)]
        public sealed partial class M;

        [{|MG0004:Model|}]
        [Embedding(8, 3)]
        public sealed partial class N;
        """,
        """
        [Model(Features = 3, MaxTimesteps = 100)]
        [Lstm(8)]
        public sealed partial class M;

        [Model(MaxTimesteps = 100)]
        [Embedding(8, 3)]
        public sealed partial class N;
        """,
        steps: 2);
}
