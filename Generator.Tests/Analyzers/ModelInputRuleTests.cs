using System.Threading.Tasks;
using ModelGen.CodeFixes;
using Xunit;

namespace ModelGen.Tests.Analyzers;

/// <summary>MG0009.</summary>
public class ModelInputRuleTests
{
    [Fact]
    public Task NeitherFeaturesNorEmbedding() => Verify.ReportsAsync(
        """
        [{|#0:Model(MaxTimesteps = 7)|}]
        [Bidirectional]
        [Lstm(8)]
        public sealed partial class M;
        """,
        Verify.At(0, "MG0009", "Nothing says what the first layer 'bidirectional' of model 'M' reads. Set Features to the number of inputs per timestep, declare the inputs with [Input], or begin with [Embedding] to read ids."));

    [Fact]
    public Task FeaturesAndEmbedding() => Verify.ReportsAsync(
        """
        [Model({|#0:Features = 3|}, MaxTimesteps = 7)]
        [Embedding(10, 4)]
        [Lstm(8)]
        public sealed partial class M;
        """,
        Verify.At(0, "MG0009", "Model 'M' says Features = 3, but its first layer 'embedding' reads one id per timestep. Remove Features, or the embedding."));

    [Theory]
    [InlineData("[Model(Features = 3, MaxTimesteps = 7)] [Dense(2)]")]
    [InlineData("[Model(MaxTimesteps = 7)] [Embedding(10, 4)] [Dense(2)]")]
    public Task OneOfTheTwo(string attributes) => Verify.SilentAsync(attributes + " public sealed partial class M;");

    [Fact]
    public Task FixSetsFeatures() => Verify.FixesAsync<ModelInputCodeFix>(
        """
        [{|MG0009:Model(MaxTimesteps = 7)|}]
        [Lstm(8)]
        public sealed partial class M;

        [{|MG0009:Model(MaxTimesteps = 7,
            Initializers = InitializerPreset.PyTorch)|}]
        [Lstm(8)]
        public sealed partial class N;
        """,
        """
        [Model(MaxTimesteps = 7, Features = 1)]
        [Lstm(8)]
        public sealed partial class M;

        [Model(MaxTimesteps = 7,
            Initializers = InitializerPreset.PyTorch, Features = 1)]
        [Lstm(8)]
        public sealed partial class N;
        """,
        choice: "SetFeatures",
        steps: 2);

    [Fact]
    public Task FixRemovesFeatures() => Verify.FixesAsync<ModelInputCodeFix>(
        """
        [Model({|MG0009:Features = 3|}, Streaming = true)]
        [Embedding(10, 4)]
        public sealed partial class M;
        """,
        """
        [Model(Streaming = true)]
        [Embedding(10, 4)]
        public sealed partial class M;
        """);
}
