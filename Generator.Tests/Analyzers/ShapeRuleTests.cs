using System.Threading.Tasks;
using Xunit;

namespace ModelGen.Tests.Analyzers;

/// <summary>MG0003.</summary>
public class ShapeRuleTests
{
    [Fact]
    public Task EmbeddingAfterARecurrentLayer() => Verify.ReportsAsync(
        """
        [Model(Features = 3, MaxTimesteps = 7)]
        [Lstm(8, Name = "encoder", ReturnSequences = true)]
        [{|#0:Embedding(100, 16)|}]
        [Lstm(4)]
        public sealed partial class M;
        """,
        Verify.At(0, "MG0003", "Layer 'embedding' reads ids [T], but layer 'encoder' before it returns values [T, 8]. Make the embedding the first layer, or replace it by [Dense]."));

    [Fact]
    public Task TwoEmbeddings() => Verify.ReportsAsync(
        """
        [Model(MaxTimesteps = 7)]
        [Embedding(50, 6)]
        [{|#0:Embedding(100, 16)|}]
        [Lstm(4)]
        public sealed partial class M;
        """,
        Verify.At(0, "MG0003", "Layer 'embedding_1' reads ids [T], but layer 'embedding' before it returns values [T, 6]. Make the embedding the first layer, or replace it by [Dense]."));

    [Fact]
    public Task MisplacedEmbeddingSaysWhatTheModelReads() => Verify.ReportsAsync(
        """
        [Model(MaxTimesteps = 7)]
        [Dropout(0.2)]
        [{|#0:Embedding(100, 16)|}]
        public sealed partial class M;
        """,
        Verify.At(0, "MG0003", "Layer 'embedding' reads ids [T], but layer 'dropout' before it returns values [T, features]. Make the embedding the first layer, or replace it by [Dense]."));

    [Fact]
    public Task FlattenWithoutTimesteps() => Verify.ReportsAsync(
        """
        [Model(Features = 3, MaxTimesteps = 7)]
        [{|#0:Flatten|}]
        [Dense(4)]
        public sealed partial class M;
        """,
        Verify.At(0, "MG0003", "Layer 'flatten' makes one row of all timesteps, but model 'M' does not say how many every sequence has. Set Timesteps in the place of MaxTimesteps."));

    [Theory]
    [InlineData("[Model(Features = 3, Timesteps = 7)] [Dense(4)] [{|#0:RepeatVector(7)|}]", "Layer 'repeat_vector' repeats one row, but what it reads has every timestep. Leave out ReturnSequences before it, or let [LastTimestep] or a pooling layer make one row.")]
    [InlineData("[Model(Features = 3, MaxTimesteps = 7)] [Lstm(4)] [RepeatVector(5)] [Dense(2, {|#0:From = \"repeat_vector, input\"|})]", "Layer 'dense' reads 'repeat_vector', which has 5 timesteps, together with 'input', which has the input's timesteps, up to 7. Join what has the same timesteps, or the rows before [RepeatVector].")]
    [InlineData("[Model(Features = 3, Timesteps = 7)] [Dense(4, Name = \"all\")] [Lstm(4)] [RepeatVector(5)] [Dense(4)] [Add({|#0:From = \"dense_1, all\"|})]", "Layer 'add' reads 'dense_1', which has 5 timesteps, together with 'all', which has the input's 7 timesteps. Join what has the same timesteps, or the rows before [RepeatVector].")]
    [InlineData("[Model(Features = 3, Timesteps = 7)] [Masking] [Lstm(4)] [RepeatVector(7)] [Dense(2, {|#0:From = \"repeat_vector, masking\"|})]", "Layer 'dense' reads 'repeat_vector', which has 7 timesteps, together with 'masking', which has the input's 7 timesteps, some of them masked. Join what has the same timesteps, or the rows before [RepeatVector].")]
    [InlineData("[Model(Features = 3, MaxTimesteps = 7)] [Lstm(4)] [RepeatVector(5)] [Lstm(4)] [RepeatVector(6)] [Dense(2, {|#0:From = \"repeat_vector_1, repeat_vector\"|})]", "Layer 'dense' reads 'repeat_vector_1', which has 6 timesteps, together with 'repeat_vector', which has 5 timesteps. Join what has the same timesteps, or the rows before [RepeatVector].")]
    [InlineData("[Model(Features = 3, MaxTimesteps = 7)] [Lstm(4, Name = \"last\")] [RepeatVector(5)] [GlobalMaxPooling1D(Name = \"steps\")] [Dense(4, {|#0:From = \"last\"|})] [Add(From = \"steps, dense\")]", "Layer 'dense' reads 'last', which comes of the input's timesteps, up to 7, but stands below a [RepeatVector] that has made 5. Declare it above that [RepeatVector].")]
    [InlineData("[Model(Features = 3, MaxTimesteps = 7)] [Lstm(4, ReturnSequences = true, Name = \"all\", {|#0:Output = true|})] [LastTimestep] [RepeatVector(5)] [Dense(2)]", "Output 'all' has the input's timesteps, up to 7, and 'dense' 5 timesteps. Return sequences of one length, or use two models.")]
    public Task RepeatedRows(string declaration, string message)
        => Verify.ReportsAsync($"{declaration} public sealed partial class M;", Verify.At(0, "MG0003", message));

    [Fact]
    public Task TimestepsOfTheirOwn() => Verify.SilentAsync(
        """
        [Model(Features = 3, MaxTimesteps = 7)]
        [Masking]
        [Lstm(8, ReturnSequences = true, Name = "all")]
        [Gru(8, Name = "last", From = "all, input")]
        [RepeatVector(5)]
        [Lstm(8)]
        [Add(From = "last, lstm_1")]
        [RepeatVector(9, Name = "copies")]
        [Bidirectional]
        [Lstm(5, ReturnSequences = true)]
        [Concatenate(From = "copies, bidirectional")]
        [Flatten]
        [Dense(2)]
        public sealed partial class M;
        """);

    [Fact]
    public Task FixedTimestepsThatFit() => Verify.SilentAsync(
        """
        [Model(Features = 3, Timesteps = 7)]
        [Lstm(8)]
        [RepeatVector(7, Name = "again")]
        [Lstm(5, ReturnSequences = true, From = "again, input")]
        [Activation(Activation.Softmax)]
        [Flatten]
        [Dense(2)]
        public sealed partial class M;
        """);

    [Fact]
    public Task MaskingBelowAnotherLayer() => Verify.ReportsAsync(
        """
        [Model(Features = 3, MaxTimesteps = 7)]
        [Masking]
        [Lstm(8, ReturnSequences = true)]
        [{|#0:Masking(-1)|}]
        [Lstm(4)]
        public sealed partial class M;
        """,
        Verify.At(0, "MG0003", "Layer 'masking_1' masks timesteps of the model's input, but it comes after layer 'lstm'. Make [Masking] the first layer: its mask holds for the whole model."));

    [Theory]
    [InlineData("SparseCategoricalCrossentropy", "FromLogits = true")]
    [InlineData("CategoricalCrossentropy", "FromLogits = false")]
    public Task ClassesFromOneOutput(string loss, string option) => Verify.ReportsAsync(
        $$"""
        [Model(Features = 3, MaxTimesteps = 7)]
        [Lstm(8)]
        [Dense(1)]
        [Loss({|#0:LossKind.{{loss}}|}, {{option}})]
        public sealed partial class M;
        """,
        Verify.At(0, "MG0003", $"{loss} chooses between classes, but layer 'dense' returns 1 output, so the only class is always right and the loss always 0. Return one output per class, or use BinaryCrossentropy."));

    [Theory]
    [InlineData("[Dense(2)] [Loss(LossKind.SparseCategoricalCrossentropy, FromLogits = true)]")]
    [InlineData("[Dense(1)] [Loss(LossKind.BinaryCrossentropy, FromLogits = true)]")]
    [InlineData("[Dense(1)] [Loss(LossKind.MeanSquaredError)]")]
    [InlineData("[Bidirectional] [Lstm(1)] [Loss(LossKind.CategoricalCrossentropy, FromLogits = true)]")]
    public Task LossThatFits(string layers) => Verify.SilentAsync(
        $"""
        [Model(Features = 3, MaxTimesteps = 7)]
        [Lstm(8, ReturnSequences = true)]
        {layers}
        public sealed partial class M;
        """);

    [Fact]
    public Task MaskingFirst() => Verify.SilentAsync(
        """
        [Model(Features = 3, Streaming = true)]
        [Masking(-1)]
        [Lstm(4)]
        public sealed partial class M;
        """);

    [Fact]
    public Task EmbeddingFirst() => Verify.SilentAsync(
        """
        [Model(MaxTimesteps = 7)]
        [Embedding(100, 16, MaskZero = true)]
        [Dropout(0.2)]
        [Bidirectional(Merge = MergeMode.Ave)]
        [Lstm(4)]
        public sealed partial class M;
        """);
}
