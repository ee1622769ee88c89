using System.Threading.Tasks;
using Xunit;

namespace ModelGen.Tests.Analyzers;

/// <summary>MG0009 and others: [Input].</summary>
public sealed class InputRuleTests
{
    private const string MG0009 = "MG0009";

    [Fact]
    public Task InputsAreReadByNameAndByTheNextLine() => Verify.ReportsAsync(
        """
        [Model(MaxTimesteps = 7)]
        [Input(3)]
        [Lstm(8, Name = "heard")]
        [Input(4, Name = "text")]
        [Gru(5)]
        [Dense(2, From = "heard, gru")]
        public sealed partial class M;
        """);

    [Fact]
    public Task FeaturesBesideInputs() => Verify.ReportsAsync(
        """
        [Model({|#0:Features = 3|}, MaxTimesteps = 7)]
        [Input(3, Name = "audio")]
        [Lstm(8)]
        public sealed partial class M;
        """,
        Verify.At(0, MG0009, "Model 'M' says Features = 3, but its inputs say what it reads: [Input] has 3 values. Remove Features, or the inputs."));

    [Fact]
    public Task IdsBesideFeatures() => Verify.SilentAsync(
        """
        [Model(MaxTimesteps = 7)]
        [Input(1, Name = "words")]
        [Embedding(30, 5)]
        [Input(1, Name = "tags")]
        [Input(3, Name = "audio")]
        [Embedding(16777216, 2, From = "tags", Name = "tagged")]
        [Embedding(30, 4, From = "words", Name = "again")]
        [Dense(2, From = "embedding, audio, again, tagged")]
        public sealed partial class M;
        """);

    [Fact]
    public Task IdsThatAreSeveralValues() => Verify.ReportsAsync(
        """
        [Model(MaxTimesteps = 7)]
        [Input(1, Name = "words")]
        [Embedding(30, 5)]
        [Input(3, Name = "tags")]
        [{|#0:Embedding(30, 5, Name = "tagged")|}]
        [{|#1:Embedding(30, 5, Name = "both", From = "words, tags")|}]
        [{|#2:Embedding(30, 5, Name = "made", From = "embedding")|}]
        [Dense(2, From = "embedding, tagged, both, made")]
        public sealed partial class M;
        """,
        Verify.At(0, "MG0003", "Layer 'tagged' reads one id per timestep, but it is given input 'tags' of 3 values. Declare an [Input(1)] for each kind of id, with an embedding each."),
        Verify.At(1, "MG0003", "Layer 'both' reads one id per timestep, but it is given 2 inputs. Declare an [Input(1)] for each kind of id, with an embedding each."),
        Verify.At(2, "MG0003", "Layer 'made' reads ids [T], but layer 'embedding' returns values [T, 5]. Write the embedding below the [Input(1)] with the ids, or name that in its From."));

    [Fact]
    public Task TheOnlyInputIsIds() => Verify.ReportsAsync(
        """
        [Model(MaxTimesteps = 7)]
        [Input(1, Name = "words")]
        [{|#0:Embedding(30, 5)|}]
        [Lstm(4)]
        public sealed partial class M;
        """,
        Verify.At(0, MG0009, "Layer 'embedding' reads ids from 'words', the only input of model 'M'. Remove the [Input]: a model that begins with [Embedding] reads ids."));

    [Fact]
    public Task IdsBelowFeatures() => Verify.ReportsAsync(
        """
        [Model(MaxTimesteps = 7)]
        [Input(3, Name = "audio")]
        [{|#0:Input(1, Name = "words")|}]
        [Embedding(30, 5)]
        [Lstm(4, From = "audio, embedding")]
        public sealed partial class M;
        """,
        Verify.At(0, MG0009, "Input 'words' is an id, but stands below input 'audio', which is a value. Declare the inputs of ids first; layers can name any of them in From."));

    [Fact]
    public Task IdsAreNoValues() => Verify.ReportsAsync(
        """
        [Model(MaxTimesteps = 7)]
        [Input(1, Name = "words")]
        [Embedding({|#1:16777217|}, 5)]
        [Input(3, Name = "audio")]
        [{|#0:Lstm(4, ReturnSequences = true, From = "audio, embedding, words")|}]
        [{|#3:Bidirectional(From = "lstm, words")|}]
        [Gru(4)]
        public sealed partial class M;
        """,
        Verify.At(3, "MG0003", "Layer 'bidirectional' reads input 'words', which is an id: layer 'embedding' embeds it. Read 'embedding' instead."),
        Verify.At(0, "MG0003", "Layer 'lstm' reads input 'words', which is an id: layer 'embedding' embeds it. Read 'embedding' instead."),
        Verify.At(1, "MG0004", "Layer 'embedding' has vocabulary = 16777217, and ids in a row beside other inputs are floats, which hold whole numbers up to 16777216. Give it a smaller vocabulary."));

    [Fact]
    public Task LayerAboveTheInputs() => Verify.ReportsAsync(
        """
        [Model(MaxTimesteps = 7)]
        [{|#0:Dense(4)|}]
        [Input(3, Name = "audio")]
        [Lstm(8, From = "audio, dense")]
        public sealed partial class M;
        """,
        Verify.At(0, MG0009, "Layer 'dense' stands above the inputs of model 'M', and there is nothing that it reads. Write the [Input] that it reads above it."));

    [Fact]
    public Task MaskOfOneOfSeveral() => Verify.ReportsAsync(
        """
        [Model(MaxTimesteps = 7)]
        [Input(3, Name = "audio")]
        [Masking]
        [Input(3, Name = "text")]
        [Lstm(8, From = "masking, text")]
        public sealed partial class M;
        """);

    [Fact]
    public Task MaskOfSeveralTogether() => Verify.ReportsAsync(
        """
        [Model(MaxTimesteps = 7)]
        [Input(3, Name = "audio")]
        [Input(3, Name = "text")]
        [{|#0:Masking(From = "audio, text")|}]
        [Lstm(8)]
        public sealed partial class M;
        """,
        Verify.At(0, MG0009, "Layer 'masking' masks timesteps by one input of model 'M', but it reads 2. Name one of them in From, or make them one input."));

    [Fact]
    public Task MaskBelowAnotherLayer() => Verify.ReportsAsync(
        """
        [Model(MaxTimesteps = 7)]
        [Input(3, Name = "audio")]
        [Dense(4)]
        [{|#0:Masking|}]
        [Lstm(8)]
        public sealed partial class M;
        """,
        Verify.At(0, "MG0003", "Layer 'masking' masks timesteps of the model's input, but it comes after layer 'dense'. Write [Masking] below the [Input] that it reads: its mask holds for the whole model."));

    [Fact]
    public Task TwoMasks() => Verify.ReportsAsync(
        """
        [Model(MaxTimesteps = 7)]
        [Input(1, Name = "words")]
        [Embedding(9, 5, MaskZero = true)]
        [Input(1, Name = "tags")]
        [Embedding(5, 5, {|#0:MaskZero = true|})]
        [Input(3, Name = "audio")]
        [{|#1:Masking(2)|}]
        [Lstm(8, From = "embedding, embedding_1, masking")]
        public sealed partial class M;
        """,
        Verify.At(0, MG0009, "Layer 'embedding_1' masks timesteps by input 'tags', but layer 'embedding' does by 'words', and all layers of model 'M' have one mask. Keep one of them, and give each row its length."),
        Verify.At(1, MG0009, "Layer 'masking' masks timesteps by input 'audio', but layer 'embedding' does by 'words', and all layers of model 'M' have one mask. Keep one of them, and give each row its length."));

    [Fact]
    public Task BranchesWithoutTheMask() => Verify.ReportsAsync(
        """
        [Model(MaxTimesteps = 7)]
        [Input(1, Name = "words")]
        [Embedding(9, 5, MaskZero = true)]
        [Lstm(4, ReturnSequences = true, Name = "read")]
        [Input(3, Name = "audio")]
        [{|#0:Gru(4, ReturnSequences = true, Name = "heard")|}]
        [{|#1:Bidirectional(From = "audio", Name = "both")|}]
        [Gru(4)]
        [{|#2:GlobalMaxPooling1D(From = "heard")|}]
        [Gru(3, From = "heard, read")]
        [Dense(2, From = "gru_1, global_max_pooling1d, both")]
        public sealed partial class M;
        """,
        Verify.At(0, MG0009, "Layer 'heard' goes by the model's mask, which layer 'embedding' tells from input 'words', but it reads nothing that comes of that input. Let it read 'embedding' too, or remove the mask and give each row its length."),
        Verify.At(1, MG0009, "Layer 'both' goes by the model's mask, which layer 'embedding' tells from input 'words', but it reads nothing that comes of that input. Let it read 'embedding' too, or remove the mask and give each row its length."),
        Verify.At(2, MG0009, "Layer 'global_max_pooling1d' goes by the model's mask, which layer 'embedding' tells from input 'words', but it reads nothing that comes of that input. Let it read 'embedding' too, or remove the mask and give each row its length."));

    [Fact]
    public Task InputThatNothingReads() => Verify.ReportsAsync(
        """
        [Model(MaxTimesteps = 7)]
        [{|#0:Input(3, Name = "audio")|}]
        [Input(4, Name = "text")]
        [Lstm(8)]
        public sealed partial class M;
        """,
        Verify.At(0, "MG0014", "No layer reads input 'audio'. Name it in the From of a layer below it, write it directly above the layer that reads it, or remove it."));

    [Fact]
    public Task NamesOfInputs() => Verify.ReportsAsync(
        """
        [Model(MaxTimesteps = 7)]
        [Input(3, Name = "audio")]
        [Input({|#0:0|}, Name = "text")]
        [Dense(2)]
        [Lstm(8, ReturnSequences = true, {|#1:From = "audio, words"|})]
        [Gru(4, From = "dense, lstm", {|#2:Name = "Audio"|})]
        public sealed partial class M;
        """,
        Verify.At(0, "MG0004", "Layer 'text' has features = 0. Give it at least 1."),
        Verify.At(1, "MG0003", "Layer 'lstm' reads 'words', but no layer has that name. Above it are 'audio', 'text', 'dense'."),
        Verify.At(2, "MG0006", "Layer name 'Audio' is too close to the name of layer 'audio': both become the same member in the generated code. Give this layer a name that differs in more than case and underscores."));

    [Fact]
    public Task OnlyInputs() => Verify.ReportsAsync(
        """
        [{|#0:Model(MaxTimesteps = 7)|}]
        [{|#1:Input(3, Name = "audio")|}]
        public sealed partial class M;
        """,
        Verify.At(0, "MG0012", "Model 'M' has inputs and no layer that reads them. Write its layers below [Model], from top to bottom, such as [Lstm(32)] and [Dense(10)]."),
        Verify.At(1, "MG0014", "No layer reads input 'audio'. Name it in the From of a layer below it, write it directly above the layer that reads it, or remove it."));
}
