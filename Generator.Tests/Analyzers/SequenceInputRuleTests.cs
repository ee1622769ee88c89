using System.Threading.Tasks;
using ModelGen.CodeFixes;
using Xunit;

namespace ModelGen.Tests.Analyzers;

/// <summary>MG0002.</summary>
public class SequenceInputRuleTests
{
    [Fact]
    public Task StackedWithoutReturnSequences() => Verify.ReportsAsync(
        """
        [Model(Features = 3, MaxTimesteps = 7)]
        [Lstm(8)]
        [{|#0:Lstm(5)|}]
        [Dense(2)]
        public sealed partial class M;
        """,
        Verify.At(0, "MG0002", "Layer 'lstm_1' reads a sequence, but layer 'lstm' before it returns only its last output [8]. Set ReturnSequences = true on 'lstm'."));

    [Fact]
    public Task WrappedLayersCountBothDirections() => Verify.ReportsAsync(
        """
        [Model(Features = 3, MaxTimesteps = 7)]
        [Bidirectional(Name = "reader")]
        [Lstm(8)]
        [Bidirectional]
        [{|#0:Lstm(5)|}]
        public sealed partial class M;
        """,
        Verify.At(0, "MG0002", "Layer 'bidirectional_1' reads a sequence, but layer 'reader' before it returns only its last output [16]. Set ReturnSequences = true on 'reader'."));

    [Fact]
    public Task LayersBetweenKeepTheLoss() => Verify.ReportsAsync(
        """
        [Model(Features = 3, MaxTimesteps = 7)]
        [Lstm(8)]
        [Dense(4)]
        [Dropout(0.1)]
        [{|#0:Lstm(5, ReturnSequences = true)|}]
        [Lstm(6)]
        public sealed partial class M;
        """,
        Verify.At(0, "MG0002", "Layer 'lstm_1' reads a sequence, but layer 'lstm' further up returns only its last output [8]. Set ReturnSequences = true on 'lstm'."));

    [Fact]
    public Task PoolingMakesOneRow() => Verify.ReportsAsync(
        """
        [Model(Features = 3, MaxTimesteps = 7)]
        [Dense(4)]
        [GlobalMaxPooling1D]
        [{|#0:GlobalAveragePooling1D|}]
        [{|#1:Lstm(5)|}]
        [{|#2:GlobalAveragePooling1D|}]
        public sealed partial class M;
        """,
        Verify.At(0, "MG0002", "Layer 'global_average_pooling1d' reads a sequence, but layer 'global_max_pooling1d' before it has made one row [4] of it. Move 'global_max_pooling1d' below it."),
        Verify.At(1, "MG0002", "Layer 'lstm' reads a sequence, but layer 'global_average_pooling1d' before it has made one row [4] of it. Move 'global_average_pooling1d' below it."),
        Verify.At(2, "MG0002", "Layer 'global_average_pooling1d_1' reads a sequence, but layer 'lstm' before it returns only its last output [5]. Set ReturnSequences = true on 'lstm'."));

    [Fact]
    public Task FlattenMakesOneRow() => Verify.ReportsAsync(
        """
        [Model(Features = 3, Timesteps = 7)]
        [Flatten]
        [{|#0:Lstm(5)|}]
        [{|#1:LastTimestep|}]
        public sealed partial class M;
        """,
        Verify.At(0, "MG0002", "Layer 'lstm' reads a sequence, but layer 'flatten' before it has made one row [21] of it. Move 'flatten' below it."),
        Verify.At(1, "MG0002", "Layer 'last_timestep' reads a sequence, but layer 'lstm' before it returns only its last output [5]. Set ReturnSequences = true on 'lstm'."));

    [Fact]
    public Task SequencesAllTheWay() => Verify.SilentAsync(
        """
        [Model(Features = 3, MaxTimesteps = 7)]
        [Dense(4)]
        [Lstm(8, ReturnSequences = true)]
        [Dropout(0.1)]
        [Bidirectional]
        [Lstm(5, ReturnSequences = true)]
        [Dense(4)]
        [Lstm(8)]
        [Dense(2)]
        public sealed partial class M;
        """);

    [Fact]
    public Task FixSetsReturnSequences() => Verify.FixesAsync<SequenceInputCodeFix>(
        """
        [Model(Features = 3, MaxTimesteps = 7)]
        [Lstm(8) /* first */]
        [{|MG0002:Lstm(5, ReturnSequences = false, UseBias = true)|}]
        [Dense(5)]
        [{|MG0002:Lstm(5)|}]
        public sealed partial class M;
        """,
        """
        [Model(Features = 3, MaxTimesteps = 7)]
        [Lstm(8, ReturnSequences = true) /* first */]
        [Lstm(5, ReturnSequences = true, UseBias = true)]
        [Dense(5)]
        [Lstm(5)]
        public sealed partial class M;
        """,
        steps: 2);

    [Fact]
    public Task FixFindsTheWrappedLayer() => Verify.FixesAsync<SequenceInputCodeFix>(
        """
        [Model(Features = 3, MaxTimesteps = 7), Bidirectional, Lstm(8), Bidirectional, {|MG0002:Lstm(5)|}]
        public sealed partial class M;
        """,
        """
        [Model(Features = 3, MaxTimesteps = 7), Bidirectional, Lstm(8, ReturnSequences = true), Bidirectional, Lstm(5)]
        public sealed partial class M;
        """);

    [Fact]
    public Task FixSetsBothDirections() => Verify.FixesAsync<SequenceInputCodeFix>(
        """
        [Model(Features = 3, MaxTimesteps = 7)]
        [Bidirectional]
        [Lstm(8)]
        [BackwardLayer, Gru(4, ReturnSequences = false)]
        [{|MG0002:Lstm(5)|}]
        public sealed partial class M;
        """,
        """
        [Model(Features = 3, MaxTimesteps = 7)]
        [Bidirectional]
        [Lstm(8, ReturnSequences = true)]
        [BackwardLayer, Gru(4, ReturnSequences = true)]
        [Lstm(5)]
        public sealed partial class M;
        """);
}
