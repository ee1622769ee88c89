using System.Threading.Tasks;
using ModelGen.CodeFixes;
using Xunit;

namespace ModelGen.Tests.Analyzers;

/// <summary>MG0005.</summary>
public class LayerOrderRuleTests
{
    [Theory]
    [InlineData("[Lstm(4, ReturnSequences = true)] [{|#0:Bidirectional|}]", "Layer 'bidirectional' wraps the recurrent layer on the next line, but no layer follows it. Move it directly before a recurrent layer such as [Lstm], or remove it.")]
    [InlineData("[{|#0:Bidirectional|}] [Dropout(0.1)] [Lstm(4)]", "Layer 'bidirectional' wraps the recurrent layer on the next line, but layer 'dropout' follows it, which is not recurrent. Move it directly before a recurrent layer such as [Lstm], or remove it.")]
    [InlineData("[{|#0:Bidirectional(Name = \"both\")|}] [Bidirectional] [Lstm(4)]", "Layer 'both' wraps the recurrent layer on the next line, but another [Bidirectional] follows it. Move it directly before a recurrent layer such as [Lstm], or remove it.")]
    public Task WrapperWithoutALayer(string layers, string message) => Verify.ReportsAsync(
        $"""
        [Model(Features = 3, MaxTimesteps = 7)]
        {layers}
        public sealed partial class M;
        """,
        Verify.At(0, "MG0005", message));

    [Fact]
    public Task LayersOnTwoDeclarations() => Verify.ReportsAsync(
        """
        [Lstm(8, ReturnSequences = true)]
        [Model(Features = 3, MaxTimesteps = 7)]
        public sealed partial class M;

        [{|#0:Lstm(4)|}]
        [Dense(2)]
        public sealed partial class M;
        """,
        Verify.At(0, "MG0005", "Layers of model 'M' are written on 2 partial declarations, so their order is not defined. Write all layer attributes on the declaration with [Model]."));

    [Fact]
    public Task LayersOnOneOfTwoDeclarations() => Verify.SilentAsync(
        ("A.cs", "[Model(Features = 3, MaxTimesteps = 7)] [Loss(LossKind.MeanSquaredError)] public sealed partial class M { public int A; }"),
        ("B.cs", "[Bidirectional] [Lstm(8)] [Dense(2)] partial class M { public int B; }"));

    [Fact]
    public Task FixRemovesTheWrapper() => Verify.FixesAsync<WrapperCodeFix>(
        """
        /// <summary>Reads.</summary>
        [{|MG0005:Bidirectional|}]
        [Model(Features = 3, MaxTimesteps = 7)]
        [{|MG0005:Bidirectional|}] // in vain
        [Dense(3)]
        [{|MG0005:Bidirectional|}, Bidirectional]
        [Lstm(4)]
        public sealed partial class M;
        """,
        """
        /// <summary>Reads.</summary>
        [Model(Features = 3, MaxTimesteps = 7)]
        [Dense(3)]
        [Bidirectional]
        [Lstm(4)]
        public sealed partial class M;
        """,
        steps: 3);

    [Fact]
    public Task FixKeepsTheIndentation() => Verify.FixesAsync<WrapperCodeFix>(
        """
        static partial class Models
        {
            /// <summary>Reads.</summary>
            [{|MG0005:Bidirectional|}]
            [Model(Features = 3, MaxTimesteps = 7)]
            [Dense(3)]
            public sealed partial class M;
        }
        """,
        """
        static partial class Models
        {
            /// <summary>Reads.</summary>
            [Model(Features = 3, MaxTimesteps = 7)]
            [Dense(3)]
            public sealed partial class M;
        }
        """);
}
