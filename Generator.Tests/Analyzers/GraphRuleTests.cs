using System.Threading.Tasks;
using Xunit;

namespace ModelGen.Tests.Analyzers;

/// <summary>MG0003 and MG0014 (and a name of MG0006) where layers name what they read.</summary>
public class GraphRuleTests
{
    private const string MG0003 = "MG0003";

    [Theory]
    [InlineData("dense, vad", "Layer 'noise' reads 'vad', but no layer has that name. Above it are 'input', 'dense', 'lstm'.")]
    [InlineData("Dense", "Layer 'noise' reads 'Dense', but no layer has that name. Above it are 'input', 'dense', 'lstm'.")]
    [InlineData("lstm, head", "Layer 'noise' reads layer 'head', which comes after it. Read layers further up only; what flows back in time is the business of recurrent layers.")]
    [InlineData("noise", "Layer 'noise' reads layer 'noise', which is itself. Read layers further up only; what flows back in time is the business of recurrent layers.")]
    [InlineData("", "From of layer 'noise' has an empty name. Write the names of layers above it, separated by commas.")]
    [InlineData("dense,,lstm", "From of layer 'noise' has an empty name. Write the names of layers above it, separated by commas.")]
    public Task NamesThatAreNotAbove(string from, string message) => Verify.ReportsAsync(
        $$"""
        [Model(Features = 3, MaxTimesteps = 7)]
        [Dense(5)]
        [Lstm(8, ReturnSequences = true)]
        [Gru(4, Name = "noise", {|#0:From = "{{from}}"|})]
        [Dense(2, Name = "head")]
        public sealed partial class M;
        """,
        Verify.At(0, MG0003, message));

    [Theory]
    [InlineData("Add")]
    [InlineData("Multiply")]
    public Task WidthsThatDiffer(string layer) => Verify.ReportsAsync(
        $$"""
        [Model(Features = 3, MaxTimesteps = 7)]
        [Dense(5)]
        [Lstm(8, ReturnSequences = true)]
        [{{layer}}(Name = "both", {|#0:From = "lstm, dense"|})]
        [Dense(2)]
        public sealed partial class M;
        """,
        Verify.At(0, MG0003, "Layer 'both' joins its sources element by element, but 'lstm' has 8 values and 'dense' 5. Make them the same width, for instance by a [Dense] between, or use [Concatenate]."));

    [Theory]
    [InlineData("lstm, input")]
    [InlineData("input, lstm")]
    public Task SequenceWithLastOutput(string from) => Verify.ReportsAsync(
        $$"""
        [Model(Features = 3, MaxTimesteps = 7)]
        [Lstm(8)]
        [Dense(2, {|#0:From = "{{from}}"|})]
        public sealed partial class M;
        """,
        Verify.At(0, MG0003, "Layer 'dense' reads 'input', which returns every timestep, together with 'lstm', which returns only its last output. Set ReturnSequences = true on the way to 'lstm', or leave it out on the way to 'input'."));

    [Fact]
    public Task OrdersOfTimeThatDiffer() => Verify.ReportsAsync(
        """
        [Model(Features = 3, MaxTimesteps = 7)]
        [Lstm(8, ReturnSequences = true, GoBackwards = true)]
        [Dense(4)]
        [Gru(5, {|#0:From = "input, dense"|})]
        public sealed partial class M;
        """,
        Verify.At(0, MG0003, "Layer 'gru' reads 'dense', whose timesteps come last one first (GoBackwards), together with 'input', whose timesteps come in order. Use [Bidirectional], which puts the backward outputs back in order, or let a second layer go backwards after it."));

    [Theory]
    [InlineData("[{|#0:Add|}]")]
    [InlineData("[Add({|#0:From = \"lstm\"|})]")]
    public Task OneSourceToAdd(string layer) => Verify.ReportsAsync(
        $"""
        [Model(Features = 3, MaxTimesteps = 7)]
        [Lstm(8)]
        {layer}
        public sealed partial class M;
        """,
        Verify.At(0, MG0003, "Layer 'add' joins several outputs, but reads only 'lstm'. Set From to at least two names, such as From = \"lstm, input\"."));

    [Fact]
    public Task IdsAreNotValues() => Verify.ReportsAsync(
        """
        [Model(MaxTimesteps = 7)]
        [Embedding(30, 5, {|#0:From = "input"|})]
        [Lstm(8, {|#1:From = "embedding, input"|})]
        public sealed partial class M;
        """,
        Verify.At(0, MG0003, "Layer 'embedding' reads the model's ids and nothing else. Remove From."),
        Verify.At(1, MG0003, "Layer 'lstm' reads 'input', which is ids [T]. Read the embedding instead: 'embedding'."));

    [Fact]
    public Task WrappedLayer() => Verify.ReportsAsync(
        """
        [Model(Features = 3, MaxTimesteps = 7)]
        [Dense(4)]
        [Bidirectional]
        [Lstm(8, {|#0:From = "dense"|})]
        public sealed partial class M;
        """,
        Verify.At(0, MG0003, "From on the layer that [Bidirectional] wraps has no meaning: both directions read what 'bidirectional' reads. Set From on [Bidirectional]."));

    [Fact]
    public Task UnreadLayer() => Verify.ReportsAsync(
        """
        [Model(Features = 3, MaxTimesteps = 7)]
        [Dense(4)]
        [{|#0:Bidirectional|}]
        [Lstm(8)]
        [Lstm(8, From = "dense")]
        public sealed partial class M;
        """,
        Verify.At(0, "MG0014", "No layer reads what layer 'bidirectional' returns, and it is no output of the model: not the last layer, nor one with Output = true. Name it in the From of a layer further down, set Output = true, or remove it."));

    [Fact]
    public Task LayerCalledInput() => Verify.ReportsAsync(
        """
        [Model(Features = 3, MaxTimesteps = 7)]
        [Dense(4, {|#0:Name = "input"|})]
        [Lstm(8, From = "input")]
        public sealed partial class M;
        """,
        Verify.At(0, "MG0006", "A layer is named 'input', which in From is the model's own input. Give this layer another name."));

    [Fact]
    public Task GraphsThatFit() => Verify.SilentAsync(
        """
        [Model(Features = 42, Streaming = true)]
        [Dense(24, Activation = Activation.Tanh)]
        [Gru(24, ReturnSequences = true, Name = "vad")]
        [Gru(48, ReturnSequences = true, Name = "noise", From = "dense , vad,input")]
        [Concatenate(From = "vad, noise, input")]
        [Gru(96, ReturnSequences = true)]
        [Dense(96)]
        [Add(From = "gru_2, dense_1, gru_2")]
        [Dropout(0.1, From = "add, input")]
        [Dense(22, Activation = Activation.Sigmoid)]
        public sealed partial class M;

        [Model(Features = 4, MaxTimesteps = 7)]
        [Lstm(8, ReturnSequences = true, GoBackwards = true)]
        [Lstm(8, ReturnSequences = true, GoBackwards = true)]
        [Bidirectional(Name = "both", From = "lstm_1, input")]
        [Gru(3)]
        [Dense(2, From = "both")]
        public sealed partial class N;

        [Model(Features = 4, MaxTimesteps = 7)]
        [Lstm(8, Name = "input")]
        public sealed partial class O;
        """);

    [Theory]
    [InlineData("Lstm(4)", "Model 'M' returns every timestep of 'first', but of 'lstm' only the last output. Set ReturnSequences = true on the way to 'lstm', or leave it out on the way to 'first'.")]
    [InlineData("Lstm(4, ReturnSequences = true, GoBackwards = true)", "Outputs 'first' and 'lstm' have their timesteps in opposite orders (GoBackwards). Use [Bidirectional], which puts the backward outputs back in order, or let a second layer go backwards after it.")]
    public Task OutputsThatDoNotFit(string last, string message) => Verify.ReportsAsync(
        $$"""
        [Model(Features = 3, MaxTimesteps = 7)]
        [Dense(4, Name = "first", {|#0:Output = true|})]
        [{{last}}]
        public sealed partial class M;
        """,
        Verify.At(0, MG0003, message));

    [Fact]
    public Task OutputsThatAreNone() => Verify.ReportsAsync(
        """
        [Model(Features = 3, MaxTimesteps = 7)]
        [Dropout(0.5, {|#0:Output = true|})]
        [Bidirectional]
        [Lstm(4, ReturnSequences = true, {|#1:Output = true|})]
        [Dense(2)]
        public sealed partial class M;
        """,
        Verify.At(0, MG0003, "Output 'dropout' is the model's own input at inference, where dropout does nothing. Remove it."),
        Verify.At(1, MG0003, "Output on the layer that [Bidirectional] wraps has no meaning: the model returns what 'bidirectional' makes of both directions. Set Output on [Bidirectional]."));

    [Theory]
    [InlineData("[{|#0:Loss(LossKind.MeanSquaredError)|}]", MG0003, "The model has the outputs 'voice', 'gains', and this loss does not say which one it is for. Set Output to the name of an output.")]
    [InlineData("[Loss(LossKind.MeanSquaredError, {|#0:Output = \"gru\"|})]", MG0003, "This loss is for output 'gru', but the model returns 'voice', 'gains'. Set Output to the name of an output.")]
    [InlineData("[Loss(LossKind.MeanSquaredError, Output = \"gains\")] [Loss(LossKind.MeanAbsoluteError, {|#0:Output = \"gains\"|})]", MG0003, "Output 'gains' has a loss already. Remove one of the two.")]
    [InlineData("[Loss(LossKind.MeanSquaredError, Output = \"gains\", {|#0:Weight = 0|})]", "MG0004", "The weight of this loss is 0. Give it a finite weight above 0.")]
    [InlineData("[Loss({|#0:LossKind.SparseCategoricalCrossentropy|}, Output = \"voice\")]", MG0003, "SparseCategoricalCrossentropy chooses between classes, but layer 'voice' returns 1 output, so the only class is always right and the loss always 0. Return one output per class, or use BinaryCrossentropy.")]
    public Task LossesOfSeveralOutputs(string loss, string id, string message) => Verify.ReportsAsync(
        $"""
        [Model(Features = 3, MaxTimesteps = 7)]
        [Gru(4, ReturnSequences = true)]
        [Dense(1, Name = "voice", Output = true)]
        [Dense(5, Name = "gains", From = "gru")]
        {loss}
        public sealed partial class M;
        """,
        Verify.At(0, id, message));

    [Fact]
    public Task LossesOfOneOutput() => Verify.ReportsAsync(
        """
        [Model(Features = 3, MaxTimesteps = 7)]
        [Gru(4)]
        [Dense(5, Name = "gains")]
        [Loss(LossKind.MeanSquaredError, Output = "gains", {|#0:Weight = 2|})]
        [{|#1:Loss(LossKind.MeanSquaredError)|}]
        public sealed partial class M;
        """,
        Verify.At(0, MG0003, "The model has one output, 'gains', so there is nothing to weigh its loss against. Remove Weight, and scale the learning rate or the samples' weights."),
        Verify.At(1, MG0003, "Output 'gains' has a loss already. Remove one of the two."));

    [Theory]
    [InlineData("LossKind.BinaryCrossentropy, FromLogits = true, {|#0:LabelSmoothing = 1|}", "MG0004", "This loss spreads a share of 1. Give it a share of at least 0 and less than 1.")]
    [InlineData("LossKind.BinaryCrossentropy, FromLogits = true, {|#0:LabelSmoothing = double.NaN|}", "MG0004", "This loss spreads a share of NaN. Give it a share of at least 0 and less than 1.")]
    [InlineData("LossKind.MeanSquaredError, {|#0:LabelSmoothing = 0.1|}", "MG0011", "MeanSquaredError has LabelSmoothing = 0.1, but its targets are no labels. Remove LabelSmoothing, or choose a cross-entropy.")]
    [InlineData("LossKind.Huber, {|#0:Delta = 0|}", "MG0004", "This loss becomes straight at an error of 0. Give it a finite Delta above 0.")]
    [InlineData("LossKind.LogCosh, {|#0:Delta = 2|}", "MG0011", "LogCosh has Delta = 2, which only Huber reads. Remove Delta, or choose LossKind.Huber.")]
    public Task LossOptions(string loss, string id, string message) => Verify.ReportsAsync(
        $$"""
        [Model(Features = 3, MaxTimesteps = 7)]
        [Gru(4)]
        [Loss({{loss}})]
        public sealed partial class M;
        """,
        Verify.At(0, id, message));

    [Fact]
    public Task ExternalLosses() => Verify.ReportsAsync(
        """
        [Model(Features = 3, MaxTimesteps = 7)]
        [Gru(4, Output = true)]
        [Dense(5)]
        [Loss({|#0:LossKind.External|}, {|#1:FromLogits = true|}, Output = "gru")]
        public sealed partial class M;
        """,
        Verify.At(0, MG0003, "The model has 2 outputs, and an external loss is for a model with one. Join the outputs with [Concatenate], or give each a loss of another kind."),
        Verify.At(1, "MG0011", "An external loss has FromLogits = true, but it computes nothing of the outputs. Remove FromLogits."));

    [Theory]
    [InlineData("[Gru(4)] [Loss({|#0:LossKind.Ctc|}, FromLogits = true)]", MG0003, "Ctc aligns labels with timesteps, but layer 'gru' returns one output for the whole row. Return a sequence (ReturnSequences = true), or choose SparseCategoricalCrossentropy.")]
    [InlineData("[Gru(1, ReturnSequences = true)] [Loss({|#0:LossKind.Ctc|}, FromLogits = true)]", MG0003, "Ctc chooses between classes and a blank, but layer 'gru' returns 1 output. Return one output per class, and one for the blank.")]
    [InlineData("[Gru(4, ReturnSequences = true)] [Loss(LossKind.Ctc, FromLogits = true, {|#0:Blank = 4|})]", "MG0004", "The blank is class 4, but layer 'gru' returns the classes 0 to 3. Choose one of them.")]
    [InlineData("[Gru(4, ReturnSequences = true)] [Loss(LossKind.Ctc, FromLogits = true, {|#0:Blank = -1|})]", "MG0004", "The blank is class -1, but layer 'gru' returns the classes 0 to 3. Choose one of them.")]
    [InlineData("[Gru(4, ReturnSequences = true)] [Loss(LossKind.Ctc, FromLogits = true, {|#0:LabelSmoothing = 0.1|})]", "MG0011", "Ctc has LabelSmoothing = 0.1, but its labels say nothing of single timesteps. Remove LabelSmoothing, or choose a cross-entropy.")]
    [InlineData("[Gru(4, ReturnSequences = true)] [Loss(LossKind.LogCosh, {|#0:Blank = 0|})]", "MG0011", "LogCosh has Blank = 0, which only Ctc reads. Remove Blank, or choose LossKind.Ctc.")]
    [InlineData("[Gru(4, ReturnSequences = true)] [Loss(LossKind.LogCosh, {|#0:ZeroInfinity = true|})]", "MG0011", "LogCosh has ZeroInfinity = true, which only Ctc reads. Remove ZeroInfinity, or choose LossKind.Ctc.")]
    [InlineData("[Gru(4, ReturnSequences = true, Output = true)] [Dense(3)] [Loss({|#0:LossKind.Ctc|}, FromLogits = true, Output = \"dense\")]", MG0003, "The model has 2 outputs, and a CTC loss is for a model with one. Give each output a loss of another kind, or make two models.")]
    public Task CtcLosses(string layers, string id, string message) => Verify.ReportsAsync(
        $"[Model(Features = 3, MaxTimesteps = 7)] {layers} public sealed partial class M;",
        Verify.At(0, id, message));

    [Fact]
    public Task OutputsThatFit() => Verify.SilentAsync(
        """
        [Model(Features = 42, Streaming = true)]
        [Dense(24, Output = true, Name = "output_columns")]
        [Gru(24, ReturnSequences = true)]
        [Dense(1, Activation = Activation.Sigmoid, Name = "voice", Output = true)]
        [Dense(22, Activation = Activation.Sigmoid, Name = "event", From = "gru", Output = true)]
        [Loss(LossKind.BinaryCrossentropy, Output = "voice", Weight = 0.5)]
        [Loss(LossKind.MeanSquaredError, Output = "event")]
        public sealed partial class M;

        [Model(Features = 4, MaxTimesteps = 7)]
        [Bidirectional(Output = true, Name = "both")]
        [Lstm(8)]
        [Dense(3, Activation = Activation.Softmax)]
        [Loss(LossKind.SparseCategoricalCrossentropy, Output = "dense")]
        public sealed partial class N;
        """);

    [Fact]
    public Task DirectionsByName() => Verify.ReportsAsync(
        """
        [Model(Features = 3, MaxTimesteps = 7)]
        [Bidirectional(Merge = MergeMode.None, Name = "both", Output = true)]
        [Lstm(8)]
        [Dense(2, From = "both.forward")]
        [Loss(LossKind.MeanSquaredError, Output = "both.backward")]
        public sealed partial class M;
        """);

    [Theory]
    [InlineData("[{|#0:Dense(2)|}]", "dense")]
    [InlineData("[Dense(2, {|#0:From = \"both, input\"|})]", "dense")]
    [InlineData("[{|#0:Bidirectional|}] [Gru(3)]", "bidirectional_1")]
    public Task DirectionsThatAreNotMergedAreTwo(string layer, string name) => Verify.ReportsAsync(
        $$"""
        [Model(Features = 3, MaxTimesteps = 7)]
        [Bidirectional(Merge = MergeMode.None, Name = "both")]
        [Lstm(8, ReturnSequences = true)]
        {{layer}}
        public sealed partial class M;
        """,
        Verify.At(0, MG0003, $"Layer '{name}' reads 'both', which is two outputs: Merge = MergeMode.None. Read 'both.forward' or 'both.backward' or both, or merge them."));

    /// <summary>A direction with a projection returns what that returns, not its units.</summary>
    [Fact]
    public Task DirectionsWithAProjection() => Verify.ReportsAsync(
        """
        [Model(Features = 3, MaxTimesteps = 7)]
        [Bidirectional(Merge = MergeMode.None, Name = "both")]
        [Lstm(8, Projection = 3, ReturnSequences = true)]
        [Add(From = "both.forward, input, both.backward")]
        public sealed partial class M;
        """);

    [Fact]
    public Task DirectionThatNothingReads() => Verify.ReportsAsync(
        """
        [Model(Features = 3, MaxTimesteps = 7)]
        [{|#0:Bidirectional(Merge = MergeMode.None)|}]
        [Lstm(8)]
        [Dense(2, From = "bidirectional.forward")]
        public sealed partial class M;
        """,
        Verify.At(0, "MG0014", "No layer reads 'bidirectional.backward', and it is no output of the model. Name it in the From of a layer further down, set Output = true, or use a layer of one direction."));

    [Fact]
    public Task DirectionsOfLayersThatMergeThem() => Verify.ReportsAsync(
        """
        [Model(Features = 3, MaxTimesteps = 7)]
        [Bidirectional]
        [Lstm(8)]
        [Dense(2, {|#0:From = "bidirectional, bidirectional.forward"|})]
        public sealed partial class M;
        """,
        Verify.At(0, MG0003, "Layer 'dense' reads 'bidirectional.forward', but no layer has that name. Above it are 'input', 'bidirectional'."));
}
