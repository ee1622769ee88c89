using System.Threading.Tasks;
using Microsoft.CodeAnalysis;
using ModelGen.CodeFixes;
using Xunit;

namespace ModelGen.Tests.Analyzers;

/// <summary>MG0007, and MG2001 on declarations.</summary>
public class DirectionRuleTests
{
    private const string Model = "[Model(Features = 3, MaxTimesteps = 7)] ";
    private const string Class = " public sealed partial class M;";

    [Theory]
    [InlineData("[Bidirectional(Name = \"both\")] [Lstm(4, {|#0:GoBackwards = true|})]", "Layer 'both' runs its layer in both directions, and GoBackwards swaps them: the forward half is the one that ends at the first timestep. Remove GoBackwards.")]
    [InlineData("[Bidirectional] [Gru(4, {|#0:GoBackwards = true|}, ReturnSequences = true)] [Lstm(3)]", "Layer 'bidirectional' runs its layer in both directions, and GoBackwards swaps them: the forward half reads the sequence from its end, and all outputs come last timestep first. Remove GoBackwards.")]
    public Task SwappedDirections(string layers, string message) => Verify.ReportsAsync(Model + layers + Class, Verify.At(0, "MG0007", message, DiagnosticSeverity.Warning));

    [Theory]
    [InlineData("[Lstm(4, {|#0:GoBackwards = true|}, ReturnSequences = true)] [Dense(4)] [Gru(5, ReturnSequences = true)] [Lstm(5)]", "Layer 'lstm' returns the last timestep first (GoBackwards), and layer 'gru' reads its outputs in that order. Let 'gru' go backwards too, which restores the order, or use [Bidirectional].")]
    [InlineData("[Lstm(4, {|#0:GoBackwards = true|}, ReturnSequences = true)] [Bidirectional] [Gru(5)]", "Layer 'lstm' returns the last timestep first (GoBackwards), and layer 'bidirectional' reads its outputs in that order. Use [Bidirectional], or remove GoBackwards.")]
    [InlineData("[Lstm(4, GoBackwards = true, ReturnSequences = true)] [Lstm(4, GoBackwards = true, ReturnSequences = true)] [Lstm(4, {|#0:GoBackwards = true|}, ReturnSequences = true)] [Lstm(4)]", "Layer 'lstm_2' returns the last timestep first (GoBackwards), and layer 'lstm_3' reads its outputs in that order. Let 'lstm_3' go backwards too, which restores the order, or use [Bidirectional].")]
    [InlineData("[Lstm(4, {|#0:GoBackwards = true|}, ReturnSequences = true)]", "Layer 'lstm' returns the last timestep first (GoBackwards), and so does model 'M'. Use [Bidirectional], remove GoBackwards, or turn the outputs around with Sequence.Reverse.")]
    [InlineData("[Lstm(4, {|#0:GoBackwards = true|}, ReturnSequences = true)] [Activation(Activation.Relu)] [Loss(LossKind.MeanSquaredError)]", "Layer 'lstm' returns the last timestep first (GoBackwards), and so does model 'M', whose targets would have to come in that order too. Use [Bidirectional], remove GoBackwards, or turn the outputs around with Sequence.Reverse.")]
    public Task ReadInProcessingOrder(string layers, string message) => Verify.ReportsAsync(Model + layers + Class, Verify.At(0, "MG2001", message, DiagnosticSeverity.Warning));

    [Theory]
    [InlineData("[Lstm(4, GoBackwards = true)] [Dense(2)]")]
    [InlineData("[Lstm(4, GoBackwards = true, ReturnSequences = true)] [Bidirectional] [Lstm(4, {|MG0007:GoBackwards = true|})]")]
    [InlineData("[Lstm(4, GoBackwards = true, ReturnSequences = true)] [LastTimestep] [RepeatVector(3)] [Lstm(4, ReturnSequences = true)]")]
    [InlineData("[Lstm(4, Name = \"a\", GoBackwards = true, ReturnSequences = true)] [Lstm(4, {|MG0003:From = \"input, a\"|})]")]
    public Task InOrderOrAnotherRules(string layers) => Verify.ReportsAsync(Model + layers + Class);

    [Fact]
    public Task OutputsOfAModelThatTheProjectRuns() => Verify.ReportsInUseAsync(
        """
        [Model(Features = 3, MaxTimesteps = 7)]
        [Lstm(4, GoBackwards = true, ReturnSequences = true)]
        public sealed partial class M;

        public static class Use
        {
            public static void Run(float[] x, float[] y) => new M(M.Weights.Create(seed: 1)).Predict(x, y);
        }
        """);

    [Fact]
    public Task FixUsesBidirectional() => Verify.FixesAsync<DirectionCodeFix>(
        """
        /// <summary>Two of them.</summary>
        [Model(Features = 3, MaxTimesteps = 7)]
        [Lstm(4, Name = "a", {|MG2001:GoBackwards = true|}, ReturnSequences = true)]
        [Lstm(4)]
        public sealed partial class M;

        [Model(Features = 3, MaxTimesteps = 7), Gru(4, ReturnSequences = true, {|MG2001:GoBackwards = true|}), Gru(4)]
        public sealed partial class N;
        """,
        """
        /// <summary>Two of them.</summary>
        [Model(Features = 3, MaxTimesteps = 7)]
        [Bidirectional(Name = "a")]
        [Lstm(4, ReturnSequences = true)]
        [Lstm(4)]
        public sealed partial class M;

        [Model(Features = 3, MaxTimesteps = 7), Bidirectional, Gru(4, ReturnSequences = true), Gru(4)]
        public sealed partial class N;
        """,
        choice: "UseBidirectional",
        steps: 2);

    [Fact]
    public Task FixRemovesGoBackwards() => Verify.FixesAsync<DirectionCodeFix>(
        """
        [Model(Features = 3, MaxTimesteps = 7)]
        [Lstm(4, {|MG2001:GoBackwards = true|}, ReturnSequences = true)]
        [Lstm(4)]
        public sealed partial class M;
        """,
        """
        [Model(Features = 3, MaxTimesteps = 7)]
        [Lstm(4, ReturnSequences = true)]
        [Lstm(4)]
        public sealed partial class M;
        """,
        choice: "RemoveGoBackwards");
}
