using System.Threading.Tasks;
using Microsoft.CodeAnalysis;
using ModelGen.CodeFixes;
using Xunit;

namespace ModelGen.Tests.Analyzers;

/// <summary>MG0010.</summary>
public class IdleOptionRuleTests
{
    [Theory]
    [InlineData("Lstm(8, {|#0:ProjectionClip = 3|})", "Layer 'lstm' has ProjectionClip, but no projection. Set Projection to the length of the output, or remove ProjectionClip.")]
    [InlineData("Lstm(8, {|#0:ProjectionInitializer = Initializer.Ones|})", "Layer 'lstm' has ProjectionInitializer, but no projection. Set Projection to the length of the output, or remove ProjectionInitializer.")]
    [InlineData("Lstm(8, {|#0:ProjectionL1 = 0.5|})", "Layer 'lstm' has ProjectionL1, but no projection. Set Projection to the length of the output, or remove ProjectionL1.")]
    [InlineData("Lstm(8, {|#0:ProjectionL2 = 0.5|})", "Layer 'lstm' has ProjectionL2, but no projection. Set Projection to the length of the output, or remove ProjectionL2.")]
    [InlineData("Lstm(8, {|#0:ProjectionConstraint = WeightConstraint.UnitNorm|})", "Layer 'lstm' has ProjectionConstraint, but no projection. Set Projection to the length of the output, or remove ProjectionConstraint.")]
    [InlineData("Lstm(8, {|#0:LayerNormEpsilon = 0.001|})", "Layer 'lstm' has LayerNormEpsilon, but no layer normalisation. Set LayerNorm = true, or remove LayerNormEpsilon.")]
    [InlineData("Lstm(8, {|#0:GainInitializer = Initializer.Zeros|})", "Layer 'lstm' has GainInitializer, but no layer normalisation. Set LayerNorm = true, or remove GainInitializer.")]
    [InlineData("Lstm(8, {|#0:CellGainConstraint = WeightConstraint.NonNegative|})", "Layer 'lstm' has CellGainConstraint, but no layer normalisation. Set LayerNorm = true, or remove CellGainConstraint.")]
    [InlineData("Lstm(8, {|#0:CellBiasL2 = 0.5|})", "Layer 'lstm' has CellBiasL2, but no layer normalisation. Set LayerNorm = true, or remove CellBiasL2.")]
    [InlineData("Lstm(8, LayerNorm = true, UseBias = false, {|#0:CellBiasL1 = 0.5|})", "Layer 'lstm' has CellBiasL1, but UseBias = false, so that it has no cell_bias. Remove CellBiasL1, or UseBias = false.")]
    [InlineData("BatchNormalization(Center = false, {|#0:BetaL1 = 0.1|})", "Layer 'batch_normalization' has BetaL1, but Center = false, so that it has no beta. Remove BetaL1, or Center = false.")]
    [InlineData("LayerNormalization(Scale = false, {|#0:GammaInitializer = Initializer.Zeros|})", "Layer 'layer_normalization' has GammaInitializer, but Scale = false, so that it has no gamma. Remove GammaInitializer, or Scale = false.")]
    [InlineData("Dense(8, UseBias = false, {|#0:BiasConstraint = WeightConstraint.NonNegative|})", "Layer 'dense' has BiasConstraint, but UseBias = false, so that it has no bias. Remove BiasConstraint, or UseBias = false.")]
    [InlineData("Gru(8, UseBias = false, {|#0:BiasL2 = 0.1|})", "Layer 'gru' has BiasL2, but UseBias = false, so that it has no bias. Remove BiasL2, or UseBias = false.")]
    [InlineData("Lstm(8, UseBias = false, {|#0:BiasInitializer = Initializer.Ones|})", "Layer 'lstm' has BiasInitializer, but UseBias = false, so that it has no bias. Remove BiasInitializer, or UseBias = false.")]
    [InlineData("Lstm(8, {|#0:UnitForgetBias = true|}, UseBias = false)", "Layer 'lstm' has UnitForgetBias, but UseBias = false, so that it has no bias. Remove UnitForgetBias, or UseBias = false.")]
    [InlineData("Lstm(8, {|#0:UnitForgetBias = false|}, InputForgetCoupling = true)", "Layer 'lstm' has UnitForgetBias, but its forget gate is 1 − the input gate (InputForgetCoupling). Remove UnitForgetBias, or InputForgetCoupling.")]
    [InlineData("Dense(2), Dropout({|#0:0|})", "Layer 'dropout' drops a fraction of 0, which is nothing. Remove the layer, or give it a rate above 0.")]
    [InlineData("Dense(2), Dropout({|#0:rate: 0.0|})", "Layer 'dropout' drops a fraction of 0, which is nothing. Remove the layer, or give it a rate above 0.")]
    [InlineData("Gru(8, {|#0:Dropout = 0|})", "Layer 'gru' has Dropout = 0, which does nothing. Remove Dropout, or give it a value above 0.")]
    [InlineData("Lstm(8, {|#0:CandidateDropout = 0|})", "Layer 'lstm' has CandidateDropout = 0, which does nothing. Remove CandidateDropout, or give it a value above 0.")]
    [InlineData("Gru(8, ReturnSequences = true, {|#0:ZeroOutputForMask = true|})", "Layer 'gru' has ZeroOutputForMask = true, but nothing masks a timestep; beyond a row's length outputs are 0 in any case. Remove ZeroOutputForMask, or mask with MaskZero or [Masking].")]
    [InlineData("{|#0:Masking|}, Dense(3)", "Layer 'masking' masks timesteps of zeros, but no recurrent or pooling layer and no loss reads the mask. Remove [Masking].")]
    [InlineData("Dense(3), Activation({|#0:Activation.Affine|}, ActivationBeta = 0)", "Layer 'activation' returns what it reads (Affine). Remove the layer, or choose another activation.")]
    [InlineData("Dense(3), Loss(LossKind.Huber, {|#0:FromLogits = true|})", "Huber has FromLogits = true, but takes the outputs as they are in any case. Remove FromLogits, or choose a cross-entropy.")]
    public Task OptionWithoutEffect(string layer, string message) => Verify.ReportsAsync(
        $"[Model(Features = 3, MaxTimesteps = 7)] [{layer}] public sealed partial class M;",
        Verify.At(0, "MG0010", message, DiagnosticSeverity.Info));

    [Theory]
    [InlineData("[Model(Features = 3, MaxTimesteps = 7, {|#0:FastActivations = true|})] [Dense(3, Activation = Activation.Relu)]", "Model 'M' has FastActivations = true, but no layer with a sigmoid or tanh. Remove FastActivations.")]
    [InlineData("[Model(MaxTimesteps = 7, {|#0:WeightPrecision = WeightPrecision.Int8|})] [Embedding(9, 3)] [GlobalMaxPooling1D]", "Model 'M' has WeightPrecision = Int8, but no kernel: embeddings and biases stay floats. Remove WeightPrecision.")]
    [InlineData("[Model(Timesteps = 7)] [Embedding(9, 3, {|#0:MaskZero = true|})] [Flatten] [Dense(2)]", "Layer 'embedding' masks id 0, but no recurrent or pooling layer and no loss reads the mask. Remove MaskZero.")]
    [InlineData("[Model(MaxTimesteps = 7)] [Embedding(9, 3, MaskZero = true)] [Lstm(4)] [RepeatVector(3)] [Gru(4, ReturnSequences = true, {|#0:ZeroOutputForMask = true|})]", "Layer 'gru' has ZeroOutputForMask = true, but below [RepeatVector] no timestep is masked. Remove ZeroOutputForMask.")]
    public Task ModelOptionWithoutEffect(string model, string message) => Verify.ReportsAsync(model + " public sealed partial class M;", Verify.At(0, "MG0010", message, DiagnosticSeverity.Info));

    [Theory]
    [InlineData("[Model(Features = 3, MaxTimesteps = 7, FastActivations = true)] [Dense(3, Activation = Activation.Gelu)]")]
    [InlineData("[Model(Features = 3, MaxTimesteps = 7)] [Masking(-1)] [Dense(3)]")]
    [InlineData("[Model(Features = 3, MaxTimesteps = 7)] [Dense(3)] [Activation(Activation.Linear)] [Dense(4, From = \"activation, dense\")]")]
    [InlineData("[Model(Features = 3, MaxTimesteps = 7)] [Lstm(3, UseBias = false, KernelL2 = 0.1, RecurrentInitializer = Initializer.Orthogonal)]")]
    [InlineData("[Model(Features = 3, MaxTimesteps = 7)] [LayerNormalization(Scale = false, BetaL2 = 0.1)]")]
    public Task OptionsWithAnEffect(string model) => Verify.SilentAsync(model + " public sealed partial class M;");

    [Fact]
    public Task FixRemovesLayersInALine() => Verify.FixesAsync<IdleOptionCodeFix>(
        """
        [Model(Features = 3, MaxTimesteps = 7), Dropout({|MG0010:0|}), Lstm(4, {|MG0010:RecurrentDropout = 0|})]
        [Dropout({|MG0010:0|})]
        public sealed partial class M;
        """,
        """
        [Model(Features = 3, MaxTimesteps = 7), Lstm(4)]
        public sealed partial class M;
        """,
        steps: 3);
}
