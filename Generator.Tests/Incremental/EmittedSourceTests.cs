using System.Linq;
using Xunit;

namespace ModelGen.Tests.Incremental;

/// <summary>
/// The emitted code is part of the product: a change to it is seen, read and accepted by a person.
/// </summary>
public sealed class EmittedSourceTests
{
    [Fact]
    public void Streaming_lstm()
        => Match(
            ["User.Stream.g.cs", "User.Stream.Passes.g.cs", "User.Stream.Kernels.g.cs"],
            """
            using ModelGen;

            namespace User;

            [Model(Features = 3, Streaming = true)]
            [Lstm(4)]
            public sealed partial class Stream;
            """);

    [Fact]
    public void Streaming_gru()
        => Match(
            ["User.Gate.Passes.g.cs", "User.Gate.Kernels.g.cs"],
            """
            using ModelGen;

            namespace User;

            [Model(Features = 3, Streaming = true)]
            [Gru(4)]
            public sealed partial class Gate;
            """);

    [Fact]
    public void Classifier_with_training()
        => Match(
            ["User.Classifier.g.cs", "User.Classifier.Passes.g.cs", "User.Classifier.Kernels.g.cs"],
            """
            using ModelGen;

            namespace User;

            [Model(Features = 2, MaxTimesteps = 6)]
            [Bidirectional]
            [Lstm(3)]
            [Dropout(0.5)]
            [Dense(4)]
            [Loss(LossKind.SparseCategoricalCrossentropy, FromLogits = true)]
            public sealed partial class Classifier;
            """);

    [Fact]
    public void Masked_tagger_in_a_nested_class()
        => Match(
            ["User.Outer.Tagger.g.cs", "User.Outer.Tagger.Passes.g.cs"],
            """
            using ModelGen;

            namespace User;

            public static partial class Outer
            {
                [Model(MaxTimesteps = 5)]
                [Embedding(7, 3, MaskZero = true)]
                [Lstm(4, ReturnSequences = true, GoBackwards = true, UseBias = false)]
                [Dense(2, Activation = Activation.Softmax)]
                internal sealed partial class Tagger;
            }
            """);

    [Fact]
    public void Lstm_with_every_option()
        => Match(
            ["User.Peeping.Kernels.g.cs"],
            """
            using ModelGen;

            namespace User;

            [Model(Features = 2, MaxTimesteps = 6)]
            [Lstm(3, Peepholes = true, CellClip = 3, InputForgetCoupling = true)]
            [Loss(LossKind.MeanSquaredError)]
            public sealed partial class Peeping;
            """);

    /// <summary>Options at their defaults, and activations with the parameters they have anyway, emit what is emitted without them.</summary>
    [Theory]
    [InlineData("Lstm(20)", "Lstm(20, Peepholes = false, InputForgetCoupling = false, Activation = Activation.Tanh, RecurrentActivation = Activation.Sigmoid)")]
    [InlineData("Lstm(4)", "Lstm(4, Peepholes = false, InputForgetCoupling = false, Dropout = 0)")]
    [InlineData("Lstm(4, OutputActivation = Activation.Tanh)", "Lstm(4, OutputActivation = Activation.Tanh, Activation = Activation.Tanh)")]
    [InlineData("Gru(4)", "Gru(4, Activation = Activation.Tanh, RecurrentActivation = Activation.Sigmoid)")]
    [InlineData("SimpleRnn(4)", "SimpleRnn(4, Activation = Activation.Tanh, UseBias = true)")]
    public void An_option_that_is_not_used_costs_nothing(string plain, string spelled)
    {
        static GeneratorHost Host(string layer) => new(("Model.cs", $"using ModelGen; [Model(Features = 2, MaxTimesteps = 6)] [{layer}] [Loss(LossKind.MeanSquaredError)] public sealed partial class M;"));
        GeneratorHost expected = Host(plain);
        GeneratorHost actual = Host(spelled);
        Assert.Empty(actual.Diagnostics());
        Assert.Equal(expected.Sources, actual.Sources);
        Assert.DoesNotContain(expected.Sources.Values, text => text.Contains("eephole", System.StringComparison.Ordinal) || text.Contains("Projection", System.StringComparison.Ordinal) || text.Contains("CellNormalization", System.StringComparison.Ordinal) || text.Contains("Clip", System.StringComparison.Ordinal) || text.Contains("derivatives", System.StringComparison.Ordinal));
    }

    /// <summary>A preset emits what its framework's defaults emit when they are written out; what a layer says itself goes before.</summary>
    [Theory]
    [InlineData("Keras3", "Keras", "Activation.Sigmoid", "true", "")]
    [InlineData("Keras23", "Keras", "Activation.Sigmoid", "false", "")]
    [InlineData("Keras22", "Keras", "Activation.HardSigmoidKeras2", "false", "")]
    [InlineData("TensorFlow1", "TensorFlow1", "Activation.Sigmoid", "false", "")]
    [InlineData("PyTorch", "PyTorch", "Activation.Sigmoid", "true", ", ActivationAlpha = 0.01")]
    [InlineData("Onnx", "Keras", "Activation.Sigmoid", "false", ", ActivationAlpha = 0.01")]
    public void A_framework_sets_its_defaults(string framework, string initializers, string gate, string resetAfter, string alpha)
    {
        static GeneratorHost Host(string declaration) => new(("Model.cs", $"using ModelGen; {declaration} public sealed partial class M;"));
        GeneratorHost expected = Host($"[Model(Features = 2, MaxTimesteps = 6, Initializers = InitializerPreset.{initializers})] [Lstm(4, ReturnSequences = true, RecurrentActivation = {gate})] [Gru(5, ReturnSequences = true, RecurrentActivation = {gate}, ResetAfter = {resetAfter})] [Gru(6, ReturnSequences = true, RecurrentActivation = Activation.Tanh, ResetAfter = true)] [SimpleRnn(3)] [Dense(2, Activation = Activation.LeakyRelu{alpha})]");
        GeneratorHost actual = Host($"[Model(Features = 2, MaxTimesteps = 6, Framework = FrameworkPreset.{framework})] [Lstm(4, ReturnSequences = true)] [Gru(5, ReturnSequences = true)] [Gru(6, ReturnSequences = true, RecurrentActivation = Activation.Tanh, ResetAfter = true)] [SimpleRnn(3)] [Dense(2, Activation = Activation.LeakyRelu)]");
        Assert.Empty(actual.Diagnostics());
        Assert.Equal(expected.Sources, actual.Sources);
    }

    [Fact]
    public void Skeleton_of_a_wrong_declaration()
        => Match(
            ["User.Wrong.g.cs"],
            """
            using ModelGen;

            namespace User;

            [Model(Features = 3, MaxTimesteps = 5)]
            [Lstm(0)]
            [Loss(LossKind.MeanSquaredError)]
            public sealed partial class Wrong;
            """);

    private static void Match(string[] files, string declaration)
    {
        var host = new GeneratorHost(("Model.cs", declaration));
        Assert.Empty(host.Diagnostics());
        Assert.Empty(files.Except(host.Sources.Keys));
        Assert.All(files, file => Snapshots.Match(file, host.Sources[file]));
    }
}
