using System.Threading.Tasks;
using Xunit;

namespace ModelGen.Tests.Analyzers;

/// <summary>MG0005 and MG0003: [BackwardLayer].</summary>
public sealed class BackwardLayerRuleTests
{
    [Theory]
    [InlineData("", 32)]
    [InlineData("(Merge = MergeMode.Sum)", 64)]
    public Task AnotherCell(string arguments, int units) => Verify.ReportsAsync(
        $"""
        [Model(Features = 3, MaxTimesteps = 7)]
        [Bidirectional{arguments}]
        [Lstm(64)]
        [BackwardLayer]
        [Gru({units}, Activation = Activation.Relu)]
        [Dense(2)]
        public sealed partial class M;
        """);

    [Theory]
    [InlineData("[Lstm(8)] [{|#0:BackwardLayer|}] [Gru(8)]")]
    [InlineData("[Bidirectional] [Lstm(8)] [{|#0:BackwardLayer|}] [Dense(8)]")]
    [InlineData("[Bidirectional] [Lstm(8)] [{|#0:BackwardLayer|}]")]
    public Task WhereItDoesNotStandBetweenTwo(string layers) => Verify.ReportsAsync(
        $"[Model(Features = 3, MaxTimesteps = 7)] {layers.Replace("[Lstm(8)]", layers.StartsWith("[L", System.StringComparison.Ordinal) ? "[Lstm(8, ReturnSequences = true)]" : "[Lstm(8)]", System.StringComparison.Ordinal)} public sealed partial class M;",
        Verify.At(0, "MG0005", "[BackwardLayer] gives the opposite direction of a bidirectional layer a layer of its own, but it does not stand between two recurrent layers below [Bidirectional]. Write [Bidirectional], the layer of the first direction, [BackwardLayer], then the layer of the opposite direction."));

    [Theory]
    [InlineData("", "Gru({|#0:9|}, ReturnSequences = true)", "", null)]
    [InlineData("(Merge = MergeMode.Ave)", "Gru({|#0:9|}, ReturnSequences = true)", "MG0003", "The directions of 'bidirectional' are merged element by element (Merge = MergeMode.Ave), but return 8 and 9 values. Give both the same units, or use MergeMode.Concat or MergeMode.None.")]
    [InlineData("", "Gru(9, {|#0:ReturnSequences = false|})", "MG0003", "The directions of 'bidirectional' do not fit: one returns every timestep, the other only its last output. Give both the same ReturnSequences.")]
    [InlineData("", "Gru(9, ReturnSequences = true, {|#0:GoBackwards = true|})", "MG0005", "The backward layer of 'bidirectional' has GoBackwards, but it always goes the opposite way of the layer above [BackwardLayer]. Remove it, or set GoBackwards on that layer to turn both around.")]
    [InlineData("", "Gru(9, ReturnSequences = true, {|#0:{|MG0010:ZeroOutputForMask = true|}|})", "MG0003", "The directions of 'bidirectional' do not fit: one returns 0 for masked timesteps, the other does not. Give both the same ZeroOutputForMask.")]
    [InlineData("", "Gru(9, ReturnSequences = true, {|#0:ActivityL2 = 0.5|})", "MG0003", "The directions of 'bidirectional' do not fit: an activity regulariser counts what both return, but they have different weights for it. Give both the same ActivityL1 and ActivityL2.")]
    [InlineData("", "Gru(9, ReturnSequences = true, {|#0:Name = \"own\"|})", "MG0006", "Name 'own' on the layer that [Bidirectional] wraps names nothing: its tensors go by the name of the wrapper, 'bidirectional'. Set Name on [Bidirectional].")]
    public Task DirectionsThatDoNotFit(string arguments, string backward, string rule, string? message)
    {
        string source = $"[Model(Features = 3, MaxTimesteps = 7)] [Bidirectional{arguments}] [Lstm(8, ReturnSequences = true)] [BackwardLayer] [{backward}] [Dense(2)] public sealed partial class M;";
        return message is null ? Verify.ReportsAsync(source.Replace("{|#0:9|}", "9", System.StringComparison.Ordinal)) : Verify.ReportsAsync(source, Verify.At(0, rule, message));
    }
}
