using System.Threading.Tasks;
using ModelGen.CodeFixes;
using Xunit;

namespace ModelGen.Tests.Analyzers;

/// <summary>MG0008.</summary>
public class CausalityRuleTests
{
    [Fact]
    public Task BidirectionalInAStream() => Verify.ReportsAsync(
        """
        [Model(Features = 3, Streaming = true)]
        [{|#0:Bidirectional(Name = "both")|}]
        [Lstm(8)]
        public sealed partial class M;
        """,
        Verify.At(0, "MG0008", "Layer 'both' reads the sequence from both ends, but model 'M' is run one timestep at a time (Streaming = true). Remove [Bidirectional] or Streaming."));

    [Fact]
    public Task GoBackwardsInAStream() => Verify.ReportsAsync(
        """
        [Model(Features = 3, Streaming = true)]
        [Lstm(8, ReturnSequences = true)]
        [Lstm(8, {|#0:GoBackwards = true|}, UseBias = false)]
        public sealed partial class M;
        """,
        Verify.At(0, "MG0008", "Layer 'lstm_1' reads the sequence from its end, but model 'M' is run one timestep at a time (Streaming = true). Remove GoBackwards or Streaming."));

    [Fact]
    public Task PoolingInAStream() => Verify.ReportsAsync(
        """
        [Model(Features = 3, Streaming = true)]
        [Lstm(8, ReturnSequences = true)]
        [{|#0:GlobalMaxPooling1D|}]
        public sealed partial class M;
        """,
        Verify.At(0, "MG0008", "Layer 'global_max_pooling1d' reads a sequence to its end, but model 'M' is run one timestep at a time (Streaming = true). Remove the layer or Streaming."));

    [Fact]
    public Task LastTimestepInAStream() => Verify.ReportsAsync(
        """
        [Model(Features = 3, Streaming = true)]
        [Lstm(8, ReturnSequences = true)]
        [{|#0:LastTimestep|}]
        public sealed partial class M;
        """,
        Verify.At(0, "MG0008", "Layer 'last_timestep' reads a sequence to its end, but model 'M' is run one timestep at a time (Streaming = true). Remove the layer or Streaming."));

    [Theory]
    [InlineData("[Model(Features = 3, MaxTimesteps = 7)] [GlobalAveragePooling1D]")]
    [InlineData("[Model(Features = 3, Streaming = true)] [Lstm(8, GoBackwards = false, ReturnSequences = true)] [Lstm(4)]")]
    [InlineData("[Model(Features = 3, MaxTimesteps = 7, Streaming = false)] [Bidirectional] [Lstm(8)]")]
    [InlineData("[Model(Features = 3, MaxTimesteps = 7)] [Lstm(8, GoBackwards = true)]")]
    public Task CausalOrNotStreaming(string attributes) => Verify.SilentAsync(attributes + " public sealed partial class M;");

    [Fact]
    public Task FixRemovesWhatReadsTheFuture() => Verify.FixesAsync<CausalityCodeFix>(
        """
        [Model(Features = 3, Streaming = true, MaxTimesteps = 7)]
        [{|MG0008:Bidirectional|}]
        [Lstm(8, ReturnSequences = true, {|MG0008:GoBackwards = true|})]
        [Lstm(4, {|MG0008:GoBackwards = true|})]
        public sealed partial class M;
        """,
        """
        [Model(Features = 3, Streaming = true, MaxTimesteps = 7)]
        [Lstm(8, ReturnSequences = true)]
        [Lstm(4)]
        public sealed partial class M;
        """,
        choice: "RemoveLookahead",
        steps: 3);

    [Fact]
    public Task FixRemovesStreaming() => Verify.FixesAsync<CausalityCodeFix>(
        """
        [Model(Features = 3, Streaming = true, MaxTimesteps = 7)]
        [Lstm(8, {|MG0008:GoBackwards = true|})]
        public sealed partial class M;
        """,
        """
        [Model(Features = 3, MaxTimesteps = 7)]
        [Lstm(8, GoBackwards = true)]
        public sealed partial class M;
        """,
        choice: "RemoveStreaming");

    [Fact]
    public Task RepeatedRows() => Verify.ReportsAsync(
        "[Model(Features = 3, Streaming = true)] [Lstm(4)] [{|#0:RepeatVector(5)|}] public sealed partial class M;",
        Verify.At(0, "MG0008", "Layer 'repeat_vector' reads a sequence to its end, but model 'M' is run one timestep at a time (Streaming = true). Remove the layer or Streaming."));
}
