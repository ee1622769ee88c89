using System.Threading.Tasks;
using Microsoft.CodeAnalysis;
using ModelGen.CodeFixes;
using Xunit;

namespace ModelGen.Tests.Analyzers;

/// <summary>MG1004 to MG1007.</summary>
public class HeadLossRuleTests
{
    private const string Model = "[Model(Features = 3, MaxTimesteps = 7)] ";
    private const string Class = " public sealed partial class M;";

    [Theory]
    [InlineData("[Gru(4)] [Dense(5, {|#0:Activation = Activation.Softmax|})] [Loss(LossKind.SparseCategoricalCrossentropy, FromLogits = true)]", "Layer 'dense' already returns probabilities (Softmax), and SparseCategoricalCrossentropy with FromLogits = true squashes them once more, so that over 5 classes the loss never sees more than 0.4. Remove the activation, so that the layer returns logits, or remove FromLogits.")]
    [InlineData("[Gru(4)] [Dense(5, {|#0:Activation = Activation.Sigmoid|})] [Loss(LossKind.BinaryCrossentropy, FromLogits = true)]", "Layer 'dense' already returns probabilities (Sigmoid), and BinaryCrossentropy with FromLogits = true squashes them once more, so that what the loss sees lies between 0.5 and 0.73. Remove the activation, so that the layer returns logits, or remove FromLogits.")]
    [InlineData("[Gru(5, {|#0:Activation = Activation.HardSigmoid|})] [Loss(LossKind.BinaryCrossentropy, FromLogits = true)]", "Layer 'gru' already returns probabilities (HardSigmoid), and BinaryCrossentropy with FromLogits = true squashes them once more, so that what the loss sees lies between 0.5 and 0.73. Remove the activation, so that the layer returns logits, or remove FromLogits.")]
    [InlineData("[Gru(5, ReturnSequences = true)] [Dense(4)] [Activation({|#0:Activation.Softmax|})] [Activation(Activation.Linear, Name = \"out\")] [Loss(LossKind.Ctc, FromLogits = true)]", "Layer 'activation' already returns probabilities (Softmax), and Ctc with FromLogits = true squashes them once more, so that over 4 classes the loss never sees more than 0.48. Remove the activation, so that the layer returns logits, or remove FromLogits.")]
    public Task SquashedTwice(string attributes, string message) => Verify.ReportsAsync(Model + attributes + Class, Verify.At(0, "MG1004", message));

    [Theory]
    [InlineData("[Gru(4)] [Dense(5)] [{|#0:Loss(LossKind.SparseCategoricalCrossentropy)|}]", "SparseCategoricalCrossentropy takes the outputs of layer 'dense' for probabilities (FromLogits = false), but they are logits, of any size and sign. Set FromLogits = true, or let the layer return probabilities (Activation.Softmax).")]
    [InlineData("[Gru(4)] [Dense(5, Activation = Activation.LeakyRelu)] [Loss(LossKind.BinaryCrossentropy, {|#0:FromLogits = false|})]", "BinaryCrossentropy takes the outputs of layer 'dense' for probabilities (FromLogits = false), but they are logits, of any size and sign. Set FromLogits = true, or let the layer return probabilities (Activation.Sigmoid).")]
    [InlineData("[Lstm(4, Projection = 2)] [{|#0:Loss(LossKind.BinaryCrossentropy)|}]", "BinaryCrossentropy takes the outputs of layer 'lstm' for probabilities (FromLogits = false), but they are logits, of any size and sign. Set FromLogits = true, or let the layer return probabilities (Activation.Sigmoid).")]
    [InlineData("[Gru(4)] [Dense(5)] [BatchNormalization] [Dropout(0.5)] [{|#0:Loss(LossKind.CategoricalCrossentropy)|}]", "CategoricalCrossentropy takes the outputs of layer 'dropout' for probabilities (FromLogits = false), but they are logits, of any size and sign. Set FromLogits = true, or let the layer return probabilities (Activation.Softmax).")]
    public Task RawLogits(string attributes, string message) => Verify.ReportsAsync(Model + attributes + Class, Verify.At(0, "MG1005", message));

    [Theory]
    [InlineData("[Lstm(4)]", "lstm", "−1 and 1")]
    [InlineData("[Bidirectional(Merge = MergeMode.Sum)] [Lstm(4)]", "bidirectional", "−2 and 2")]
    [InlineData("[Gru(4)] [Dense(5, Activation = Activation.Tanh)]", "dense", "−1 and 1")]
    [InlineData("[Gru(4)] [Dense(5, Activation = Activation.Elu, ActivationAlpha = 0.5)]", "dense", "−0.5 and ∞")]
    public Task BoundedButNegative(string layers, string name, string bounds) => Verify.ReportsAsync(
        Model + layers + "[{|#0:Loss(LossKind.BinaryCrossentropy)|}]" + Class,
        Verify.At(0, "MG1005", $"BinaryCrossentropy takes the outputs of layer '{name}' for probabilities (FromLogits = false), but they lie between {bounds}. Set FromLogits = true, or let the layer return probabilities (Activation.Sigmoid).", DiagnosticSeverity.Warning));

    [Theory]
    [InlineData("[Dense(1, {|#0:Activation = Activation.Softmax|})]", "Layer 'dense' applies softmax to 1 unit of every timestep, so that it always returns 1. Use Sigmoid for one probability, or one unit per class.")]
    [InlineData("[Lstm(1)] [Activation({|#0:Activation.Softmax|})]", "Layer 'activation' applies softmax to 1 unit, so that it always returns 1. Use Sigmoid for one probability, or one unit per class.")]
    public Task SingleSoftmax(string layers, string message) => Verify.ReportsAsync(Model + layers + Class, Verify.At(0, "MG1006", message));

    [Theory]
    [InlineData("[Lstm(4)] [Dense(5, Activation = Activation.Softmax)] [Loss({|#0:LossKind.BinaryCrossentropy|})]", "Layer 'dense' returns one distribution over 5 classes (Softmax), but BinaryCrossentropy takes each output for a probability of its own. Use CategoricalCrossentropy where one class holds, or Sigmoid where any number of labels do.", DiagnosticSeverity.Warning)]
    [InlineData("[Lstm(4)] [Dense(2, Activation = Activation.Softmax)] [Loss({|#0:LossKind.BinaryCrossentropy|})]", "Layer 'dense' returns a distribution over 2 classes (Softmax), of which BinaryCrossentropy is the same as CategoricalCrossentropy only for one-hot targets. Use CategoricalCrossentropy where one class holds, or Sigmoid where any number of labels do.", DiagnosticSeverity.Info)]
    [InlineData("[Lstm(4)] [Dense(5, Activation = Activation.Sigmoid)] [Loss({|#0:LossKind.SparseCategoricalCrossentropy|})]", "Layer 'dense' returns probabilities that do not add up to 1 (Sigmoid), but SparseCategoricalCrossentropy takes its 5 outputs for one distribution. Use Softmax.", DiagnosticSeverity.Warning)]
    [InlineData("[Lstm(5, OutputActivation = Activation.Sigmoid)] [Loss({|#0:LossKind.CategoricalCrossentropy|})]", "Layer 'lstm' returns probabilities that do not add up to 1 (Sigmoid), but CategoricalCrossentropy takes its 5 outputs for one distribution. Use Softmax where one class holds, or BinaryCrossentropy where any number of labels do.", DiagnosticSeverity.Warning)]
    public Task HeadOfAnotherLoss(string attributes, string message, DiagnosticSeverity severity) => Verify.ReportsAsync(Model + attributes + Class, Verify.At(0, "MG1007", message, severity));

    [Theory]
    [InlineData("[Lstm(4)] [Dense(5, Activation = Activation.Exponential)] [Loss(LossKind.SparseCategoricalCrossentropy)]")]
    [InlineData("[Lstm(4)] [Dense(5, Activation = Activation.Tanh)] [Activation(Activation.Affine, ActivationAlpha = 0.5, ActivationBeta = 0.5)] [Loss(LossKind.BinaryCrossentropy)]")]
    [InlineData("[Lstm(4)] [Dense(5, KernelConstraint = WeightConstraint.NonNegative)] [Loss(LossKind.SparseCategoricalCrossentropy)]")]
    [InlineData("[Lstm(4)] [Dense(5, Name = \"a\", Activation = Activation.Sigmoid)] [Dense(5, Name = \"b\", From = \"lstm\", Activation = Activation.Sigmoid)] [Multiply(From = \"a, b\")] [Loss(LossKind.BinaryCrossentropy)]")]
    [InlineData("[Bidirectional(Merge = MergeMode.Mul)] [SimpleRnn(5, Activation = Activation.Relu, Clip = 1)] [Loss(LossKind.BinaryCrossentropy)]")]
    [InlineData("[Lstm(4)] [Dense(1)] [Loss(LossKind.BinaryCrossentropy, FromLogits = true)]")]
    [InlineData("[Lstm(4)] [Dense(1)] [Loss(LossKind.External)]")]
    [InlineData("[Lstm(4, Output = true, Name = \"a\")] [Dense(1, Activation = Activation.Sigmoid)] [Loss(LossKind.BinaryCrossentropy, Output = \"dense\")]")]
    public Task LossAndHeadFit(string attributes) => Verify.SilentAsync(Model + attributes + Class);

    [Fact]
    public Task FixTakesProbabilities() => Verify.FixesAsync<HeadLossCodeFix>(
        """
        [Model(Features = 3, MaxTimesteps = 7)]
        [Gru(4, {|MG1004:Activation = Activation.Sigmoid|})]
        [Loss(LossKind.BinaryCrossentropy, FromLogits = true)]
        public sealed partial class M;
        """,
        """
        [Model(Features = 3, MaxTimesteps = 7)]
        [Gru(4, Activation = Activation.Sigmoid)]
        [Loss(LossKind.BinaryCrossentropy)]
        public sealed partial class M;
        """,
        choice: "TakeProbabilities");

    [Fact]
    public Task FixGivesTheHeadAnActivation() => Verify.FixesAsync<HeadLossCodeFix>(
        """
        [Model(Features = 3, MaxTimesteps = 7)]
        [Gru(4)]
        [Dense(5)]
        [{|MG1005:Loss(LossKind.SparseCategoricalCrossentropy)|}]
        public sealed partial class M;

        [Model(Features = 3, MaxTimesteps = 7)]
        [Gru(4)]
        [Dense(5, Activation = Activation.LeakyRelu, ActivationAlpha = 0.1)]
        [{|MG1005:Loss(LossKind.BinaryCrossentropy)|}]
        public sealed partial class N;
        """,
        """
        [Model(Features = 3, MaxTimesteps = 7)]
        [Gru(4)]
        [Dense(5, Activation = Activation.Softmax)]
        [Loss(LossKind.SparseCategoricalCrossentropy)]
        public sealed partial class M;

        [Model(Features = 3, MaxTimesteps = 7)]
        [Gru(4)]
        [Dense(5, Activation = Activation.Sigmoid)]
        [Loss(LossKind.BinaryCrossentropy)]
        public sealed partial class N;
        """,
        choice: "UseActivation",
        steps: 2);

    [Fact]
    public Task FixMatchesTheLoss() => Verify.FixesAsync<HeadLossCodeFix>(
        """
        [Model(Features = 3, MaxTimesteps = 7)]
        [Gru(4)]
        [Dense(5, Activation = Activation.Sigmoid)]
        [Loss({|MG1007:kind: LossKind.CategoricalCrossentropy|}, LabelSmoothing = 0.1)]
        public sealed partial class M;
        """,
        """
        [Model(Features = 3, MaxTimesteps = 7)]
        [Gru(4)]
        [Dense(5, Activation = Activation.Sigmoid)]
        [Loss(kind: LossKind.BinaryCrossentropy, LabelSmoothing = 0.1)]
        public sealed partial class M;
        """,
        choice: "UseLoss");
}
