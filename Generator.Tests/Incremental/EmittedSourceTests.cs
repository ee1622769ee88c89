using System.Collections.Generic;
using Xunit;

namespace ModelGen.Tests.Incremental;

/// <summary>The emitted code is part of the product: a change to it is seen, read and accepted by a person.</summary>
public sealed class EmittedSourceTests
{
    [Fact]
    public void Streaming_lstm()
        => MatchAll("""
            using ModelGen;

            namespace User;

            [Model(Features = 3, Streaming = true)]
            [Lstm(4)]
            public sealed partial class Stream;
            """);

    [Fact]
    public void Bidirectional_classifier_with_training()
        => MatchAll("""
            using ModelGen;

            namespace User;

            [Model(Features = 2, MaxTimesteps = 6)]
            [Bidirectional]
            [Lstm(9, ReturnSequences = true)]
            [Dropout(0.5)]
            [Lstm(5)]
            [Dense(3)]
            [Loss(LossKind.SparseCategoricalCrossentropy, FromLogits = true)]
            public sealed partial class Classifier;
            """);

    [Fact]
    public void Masked_tagger_in_a_nested_class()
        => MatchAll("""
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
    public void Skeleton_of_a_wrong_declaration()
        => MatchAll("""
            using ModelGen;

            namespace User;

            [Model(Features = 3, MaxTimesteps = 5)]
            [Lstm(0)]
            [Loss(LossKind.MeanSquaredError)]
            public sealed partial class Wrong;
            """);

    private static void MatchAll(string declaration)
    {
        var host = new GeneratorHost(("Model.cs", declaration));
        Assert.NotEmpty(host.Sources);
        Assert.All(host.Sources, (KeyValuePair<string, string> file) => Snapshots.Match(file.Key, file.Value));
    }
}
