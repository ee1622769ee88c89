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
    public Task IdsBesideInputs() => Verify.ReportsAsync(
        """
        [Model(MaxTimesteps = 7)]
        [Input(3, Name = "audio")]
        [{|#0:Embedding(30, 5)|}]
        [Dense(2, From = "embedding, audio")]
        public sealed partial class M;
        """,
        Verify.At(0, MG0009, "Layer 'embedding' reads ids, but model 'M' reads the values of [Input]. Remove the inputs, or read the ids one-hot: an [Input] as wide as the vocabulary, and in place of the embedding [Dense(…, UseBias = false)], whose kernel is the embedding's table."));

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
        [{|#0:Masking|}]
        [Input(3, Name = "text")]
        [Lstm(8, From = "masking, text")]
        public sealed partial class M;
        """,
        Verify.At(0, MG0009, "Layer 'masking' masks timesteps of the model's one input, but model 'M' has 2. Remove it and give each row its length, or make the inputs one."));

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
