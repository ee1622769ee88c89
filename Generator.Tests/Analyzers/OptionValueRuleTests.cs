using System.Threading.Tasks;
using ModelGen.CodeFixes;
using Xunit;

namespace ModelGen.Tests.Analyzers;

/// <summary>MG0011.</summary>
public class OptionValueRuleTests
{
    [Theory]
    [InlineData("Lstm", "Activation")]
    [InlineData("Lstm", "RecurrentActivation")]
    [InlineData("Lstm", "OutputActivation")]
    [InlineData("Gru", "Activation")]
    [InlineData("Gru", "RecurrentActivation")]
    [InlineData("SimpleRnn", "Activation")]
    public Task SoftmaxInACell(string layer, string option) => Verify.ReportsAsync(
        $$"""
        [Model(Features = 3, MaxTimesteps = 7)]
        [{{layer}}(8, {|#0:{{option}} = Activation.Softmax|})]
        public sealed partial class M;
        """,
        Verify.At(0, "MG0011", $"Layer '{(layer == "SimpleRnn" ? "simple_rnn" : layer.ToLowerInvariant())}' has {option} = Softmax, which mixes its units where a cell needs a function of each unit alone. Choose an element-wise activation such as Tanh or Sigmoid."));

    [Theory]
    [InlineData("[Model(Features = 3, MaxTimesteps = 7)] [Bidirectional({|#0:Merge = (MergeMode)9|})] [Lstm(8)]", "Layer 'bidirectional' has Merge = 9, which is no member of MergeMode. Choose one of Concat, Sum, Mul, Ave, None.")]
    [InlineData("[Model(Features = 3, MaxTimesteps = 7, {|#0:Initializers = (InitializerPreset)(-1)|})] [Lstm(8)]", "Model 'M' has Initializers = -1, which is no member of InitializerPreset. Choose one of Keras, TensorFlow1, PyTorch.")]
    [InlineData("[Model(Features = 3, MaxTimesteps = 7)] [Lstm(8, {|#0:ActivityL1 = -1|})]", "Layer 'lstm' has ActivityL1 = -1, which would reward great outputs or nothing at all. Give it a finite weight of at least 0, such as 0.0001.")]
    [InlineData("[Model(Features = 3, MaxTimesteps = 7)] [Dense(8, {|#0:ActivityL2 = double.NaN|})]", "Layer 'dense' has ActivityL2 = NaN, which would reward great outputs or nothing at all. Give it a finite weight of at least 0, such as 0.0001.")]
    [InlineData("[Model(Features = 3, MaxTimesteps = 7)] [Bidirectional(Merge = MergeMode.Sum)] [Lstm(8, {|#0:ActivityL2 = 0.5|})]", "Layer 'bidirectional' has ActivityL2 = 0.5, but its directions are merged by Sum, and their own outputs are gone. Merge by Concat or None, or put it on a layer below.")]
    [InlineData("[Model(Features = 3, MaxTimesteps = 7, {|#0:Framework = (FrameworkPreset)9|})] [Lstm(8)]", "Model 'M' has Framework = 9, which is no member of FrameworkPreset. Choose one of Keras3, Keras23, Keras22, TensorFlow1, PyTorch, Onnx.")]
    [InlineData("[Model(Features = 3, MaxTimesteps = 7)] [Lstm(8)] [Loss({|#0:(LossKind)9|})]", "The loss of model 'M' has kind = 9, which is no member of LossKind. Choose one of SparseCategoricalCrossentropy, CategoricalCrossentropy, BinaryCrossentropy, MeanSquaredError, MeanAbsoluteError, Huber, LogCosh, External, Ctc.")]
    [InlineData("[Model(Features = 3, MaxTimesteps = 7, {|#0:RecomputeActivations = true|})] [Lstm(8)]", "The model has RecomputeActivations = true, but without a loss it has no training. Add [Loss], or remove RecomputeActivations.")]
    [InlineData("[Model(Features = 3, MaxTimesteps = 7, {|#0:RecomputeActivations = true|})] [Dense(8)] [Loss(LossKind.MeanSquaredError)]", "The model has RecomputeActivations = true, but no recurrent layer whose gates could be computed once more. Remove RecomputeActivations.")]
    public Task ValueThatDoesNotExist(string attributes, string message) => Verify.ReportsAsync(
        attributes + " public sealed partial class M;",
        Verify.At(0, "MG0011", message));

    [Theory]
    [InlineData("Lstm(2, {|MG0011:KernelInitializer = (Initializer)99|})")]
    [InlineData("Lstm(2, {|MG0011:RecurrentInitializer = (Initializer)99|})")]
    [InlineData("Lstm(2, {|MG0011:BiasInitializer = (Initializer)99|})")]
    [InlineData("Lstm(2, {|MG0011:Activation = (Activation)99|})")]
    [InlineData("Lstm(2, {|MG0011:RecurrentActivation = (Activation)99|})")]
    [InlineData("Gru(2, {|MG0011:KernelInitializer = (Initializer)99|})")]
    [InlineData("Gru(2, {|MG0011:RecurrentInitializer = (Initializer)99|})")]
    [InlineData("Gru(2, {|MG0011:BiasInitializer = (Initializer)99|})")]
    [InlineData("Gru(2, {|MG0011:Activation = (Activation)99|})")]
    [InlineData("Gru(2, {|MG0011:RecurrentActivation = (Activation)99|})")]
    [InlineData("SimpleRnn(2, {|MG0011:Activation = (Activation)99|})")]
    [InlineData("SimpleRnn(2, {|MG0011:RecurrentInitializer = (Initializer)99|})")]
    [InlineData("Dense(2, {|MG0011:Activation = (Activation)99|})")]
    [InlineData("Dense(2, {|MG0011:KernelInitializer = (Initializer)99|})")]
    [InlineData("Dense(2, {|MG0011:BiasInitializer = (Initializer)99|})")]
    public Task EveryEnumOfEveryLayer(string layer) => Verify.ReportsAsync(
        $"[Model(Features = 3, MaxTimesteps = 7)] [{layer}] public sealed partial class M;");

    [Fact]
    public Task EmbeddingsInitializer() => Verify.ReportsAsync(
        "[Model(MaxTimesteps = 7)] [Embedding(9, 2, {|MG0011:EmbeddingsInitializer = (Initializer)99|})] public sealed partial class M;");

    [Fact]
    public Task ValuesThatExist() => Verify.SilentAsync(
        """
        [Model(Features = 3, MaxTimesteps = 7, Initializers = (InitializerPreset)2)]
        [Lstm(8, ReturnSequences = true, Activation = Activation.Relu, RecurrentActivation = (Activation)4, BiasInitializer = Initializer.Ones)]
        [Gru(8, Activation = Activation.Relu, RecurrentActivation = (Activation)4, BiasInitializer = Initializer.Ones, ResetAfter = false)]
        [Dense(2, Activation = Activation.Softmax)]
        public sealed partial class M;
        """);

    [Fact]
    public Task FixRemovesTheOption() => Verify.FixesAsync<OptionValueCodeFix>(
        """
        [Model(Features = 3, MaxTimesteps = 7)]
        [Bidirectional({|MG0011:Merge = (MergeMode)9|})]
        [Lstm(8, {|MG0011:Activation = Activation.Softmax|}, UseBias = true)]
        public sealed partial class M;
        """,
        """
        [Model(Features = 3, MaxTimesteps = 7)]
        [Bidirectional]
        [Lstm(8, UseBias = true)]
        public sealed partial class M;
        """,
        steps: 2);

    [Theory]
    [InlineData("Lstm(8, {|#0:KernelL2 = -0.5|})", "Layer 'lstm' has KernelL2 = -0.5, which would reward great weights or nothing at all. Give it a finite weight of at least 0, such as 0.0001.")]
    [InlineData("Gru(8, {|#0:RecurrentL1 = double.NaN|})", "Layer 'gru' has RecurrentL1 = NaN, which would reward great weights or nothing at all. Give it a finite weight of at least 0, such as 0.0001.")]
    [InlineData("SimpleRnn(8, {|#0:BiasL2 = 1e60|})", "Layer 'simple_rnn' has BiasL2 = 1E+60, which would reward great weights or nothing at all. Give it a finite weight of at least 0, such as 0.0001.")]
    [InlineData("Dense(8, {|#0:KernelConstraint = (WeightConstraint)7|})", "Layer 'dense' has KernelConstraint = 7, which is no member of WeightConstraint. Choose one of None, MaxNorm, NonNegative, UnitNorm, MinMaxNorm.")]
    [InlineData("Dense(8, KernelConstraint = WeightConstraint.MaxNorm, {|#0:MaxNorm = 0|})", "Layer 'dense' has MaxNorm = 0, which is no greatest norm. Give it a finite norm above 0.")]
    [InlineData("Dense(8, KernelConstraint = WeightConstraint.UnitNorm, {|#0:MaxNorm = 3|})", "Layer 'dense' has MaxNorm = 3, but no constraint that reads it. Set a constraint of the layer to MaxNorm or MinMaxNorm, or remove MaxNorm.")]
    [InlineData("Lstm(8, RecurrentConstraint = WeightConstraint.MaxNorm, {|#0:MinNorm = 0.5|})", "Layer 'lstm' has MinNorm = 0.5, but no constraint that reads it. Set a constraint of the layer to MinMaxNorm, or remove MinNorm.")]
    [InlineData("Lstm(8, RecurrentConstraint = WeightConstraint.MinMaxNorm, {|#0:MinNorm = 1.5|})", "Layer 'lstm' has MinNorm = 1.5, which is not between 0 and the greatest norm 1. Give it a norm of at least 0 and at most MaxNorm.")]
    [InlineData("Lstm(8, RecurrentConstraint = WeightConstraint.MinMaxNorm, {|#0:NormRate = 2|})", "Layer 'lstm' has NormRate = 2, which is no share of a way. Give it a rate between 0 and 1.")]
    [InlineData("Lstm(8, {|#0:KernelInitializerScale = 0.1|})", "Layer 'lstm' has KernelInitializerScale = 0.1, but an initialiser that does not read it. Set KernelInitializer to RandomUniform, RandomNormal, TruncatedNormal, Orthogonal or Identity, or remove KernelInitializerScale.")]
    [InlineData("Lstm(8, RecurrentInitializer = Initializer.Orthogonal, {|#0:RecurrentInitializerScale = 0|})", "Layer 'lstm' has RecurrentInitializerScale = 0, which spreads nothing. Give it a finite number above 0.")]
    [InlineData("Dense(8, BiasInitializer = Initializer.Ones, {|#0:BiasInitializerMean = 0.1|})", "Layer 'dense' has BiasInitializerMean = 0.1, but an initialiser that does not read it. Set BiasInitializer to Constant, RandomUniform, RandomNormal or TruncatedNormal, or remove BiasInitializerMean.")]
    [InlineData("Dense(8, BiasInitializer = Initializer.Constant, {|#0:BiasInitializerMean = double.PositiveInfinity|})", "Layer 'dense' has BiasInitializerMean = Infinity, which is no value of a weight. Give it a finite number.")]
    [InlineData("LayerNormalization({|#0:BetaInitializer = Initializer.Identity|})", "Layer 'layer_normalization' has BetaInitializer = Identity, which is a matrix where this is a vector. Choose Zeros, Ones, or Constant with BetaInitializerMean.")]
    [InlineData("LayerNormalization({|#0:GammaInitializerMean = 2|})", "Layer 'layer_normalization' has GammaInitializerMean = 2, but an initialiser that does not read it. Set GammaInitializer to Constant, RandomUniform, RandomNormal or TruncatedNormal, or remove GammaInitializerMean.")]
    [InlineData("Gru(8, {|#0:ZeroOutputForMask = true|})", "Layer 'gru' has ZeroOutputForMask = true, but returns its last output only, which no mask sets to 0. Set ReturnSequences = true, or remove ZeroOutputForMask.")]
    [InlineData("Lstm(8, LayerNorm = true, {|#0:Peepholes = true|})", "Layer 'lstm' normalises its gates, and no cell says whether peepholes belong to the sums that are normalised. Remove Peepholes, or LayerNorm.")]
    [InlineData("Lstm(8, LayerNorm = true, {|#0:CellClip = 2|})", "Layer 'lstm' clips a cell state that it normalises, and no cell says which comes first. Remove CellClip, or LayerNorm.")]
    [InlineData("Lstm(8, {|#0:BiasInitializer = Initializer.Identity|})", "Layer 'lstm' has BiasInitializer = Identity, which is a matrix where the bias is a vector. Choose Zeros, or Constant with BiasInitializerMean.")]
    [InlineData("BatchNormalization({|#0:GammaInitializer = Initializer.Identity|})", "Layer 'batch_normalization' has GammaInitializer = Identity, which is a matrix where this is a vector. Choose Zeros, Ones, or Constant with GammaInitializerMean.")]
    [InlineData("BatchNormalization({|#0:MovingVarianceInitializer = Initializer.Identity|})", "Layer 'batch_normalization' has MovingVarianceInitializer = Identity, which is a matrix where this is a vector. Choose Zeros, Ones, or Constant with MovingVarianceInitializerMean.")]
    [InlineData("BatchNormalization({|#0:MovingVarianceInitializer = Initializer.GlorotUniform|})", "Layer 'batch_normalization' has MovingVarianceInitializer = GlorotUniform, which also draws numbers below 0. Choose Ones, Zeros, or Constant with MovingVarianceInitializerMean.")]
    [InlineData("BatchNormalization({|#0:MovingVarianceInitializer = Initializer.RandomUniform|}, MovingVarianceInitializerMean = 0.04)", "Layer 'batch_normalization' has MovingVarianceInitializer = RandomUniform, which also draws numbers below 0. Give it a MovingVarianceInitializerMean of at least its MovingVarianceInitializerScale, 0.05.")]
    [InlineData("BatchNormalization({|#0:MovingVarianceInitializer = Initializer.TruncatedNormal|}, MovingVarianceInitializerMean = 1, MovingVarianceInitializerScale = 0.75)", "Layer 'batch_normalization' has MovingVarianceInitializer = TruncatedNormal, which also draws numbers below 0. Give it a MovingVarianceInitializerMean of at least twice its MovingVarianceInitializerScale, 1.5.")]
    [InlineData("BatchNormalization(MovingVarianceInitializer = Initializer.Constant, {|#0:MovingVarianceInitializerMean = -1|})", "Layer 'batch_normalization' has MovingVarianceInitializerMean = -1, which is no variance. Give it a number of at least 0.")]
    [InlineData("BatchNormalization({|#0:MovingMeanInitializerMean = 2|})", "Layer 'batch_normalization' has MovingMeanInitializerMean = 2, but an initialiser that does not read it. Set MovingMeanInitializer to Constant, RandomUniform, RandomNormal or TruncatedNormal, or remove MovingMeanInitializerMean.")]
    [InlineData("Lstm(8, LayerNorm = true, {|#0:CellGainInitializer = Initializer.Identity|})", "Layer 'lstm' has CellGainInitializer = Identity, which is a matrix where this is a vector. Choose Zeros, Ones, or Constant with CellGainInitializerMean.")]
    [InlineData("Lstm(8, LayerNorm = true, {|#0:GainL1 = -1|})", "Layer 'lstm' has GainL1 = -1, which would reward great weights or nothing at all. Give it a finite weight of at least 0, such as 0.0001.")]
    public Task RegularizersAndConstraints(string layer, string message) => Verify.ReportsAsync(
        $"[Model(Features = 3, MaxTimesteps = 7)] [{layer}] public sealed partial class M;",
        Verify.At(0, "MG0011", message));

    [Fact]
    public Task RegularizersAndConstraintsThatExist() => Verify.SilentAsync(
        """
        [Model(MaxTimesteps = 7)]
        [Embedding(9, 2, EmbeddingsL2 = 0.01, EmbeddingsConstraint = WeightConstraint.UnitNorm)]
        [Bidirectional]
        [Lstm(8, ReturnSequences = true, KernelL1 = 0, RecurrentL2 = 1e-4, BiasConstraint = WeightConstraint.MinMaxNorm, MinNorm = 1, NormRate = 0)]
        [Lstm(8, ReturnSequences = true, LayerNorm = true, LayerNormEpsilon = 1e-5, Clip = 2, InputForgetCoupling = true, GainInitializer = Initializer.Constant, GainInitializerMean = 0.5, CellGainConstraint = WeightConstraint.UnitNorm, CellBiasInitializer = Initializer.RandomUniform, CellBiasInitializerScale = 0.1)]
        [BatchNormalization(MovingMeanInitializer = Initializer.RandomNormal, MovingMeanInitializerScale = 2, MovingVarianceInitializer = Initializer.RandomUniform, MovingVarianceInitializerMean = 0.5, MovingVarianceInitializerScale = 0.5)]
        [Lstm(8, Projection = 4, ProjectionClip = 1, ProjectionL1 = 0.1, ProjectionConstraint = WeightConstraint.NonNegative, ProjectionInitializer = Initializer.Constant, ProjectionInitializerMean = 0.5)]
        [Dense(4, KernelConstraint = WeightConstraint.MaxNorm, MaxNorm = 3, BiasConstraint = WeightConstraint.NonNegative, KernelInitializer = Initializer.RandomUniform, KernelInitializerScale = 0.1, KernelInitializerMean = -1, BiasInitializer = Initializer.Constant, BiasInitializerMean = 0.5)]
        public sealed partial class M;
        """);

    [Theory]
    [InlineData("Lstm(8, {|#0:ActivationAlpha = 0.5|})", "Layer 'lstm' has ActivationAlpha = 0.5, but Activation = Tanh has no parameter alpha. Choose LeakyRelu, Elu, ThresholdedRelu, HardSigmoidKeras2, ScaledTanh or Affine, or remove it.")]
    [InlineData("Gru(8, RecurrentActivation = Activation.LeakyRelu, {|#0:RecurrentActivationBeta = 2|})", "Layer 'gru' has RecurrentActivationBeta = 2, but RecurrentActivation = LeakyRelu has no parameter beta. Choose HardSigmoidKeras2, ScaledTanh or Affine, or remove it.")]
    [InlineData("Lstm(8, {|#0:OutputActivationAlpha = 0.5|})", "Layer 'lstm' has OutputActivationAlpha = 0.5, but OutputActivation = Tanh has no parameter alpha. Choose LeakyRelu, Elu, ThresholdedRelu, HardSigmoidKeras2, ScaledTanh or Affine, or remove it.")]
    [InlineData("SimpleRnn(8, Activation = Activation.Elu, {|#0:ActivationAlpha = -0.5|})", "Layer 'simple_rnn' has ActivationAlpha = -0.5, with which Elu does not rise with its argument. Give it a value of at least 0.")]
    [InlineData("Dense(8, Activation = Activation.ScaledTanh, {|#0:ActivationAlpha = 0|})", "Layer 'dense' has ActivationAlpha = 0, with which ScaledTanh is 0 everywhere. Give it another value.")]
    [InlineData("Dense(8, Activation = Activation.Affine, {|#0:ActivationBeta = 1e300|})", "Layer 'dense' has ActivationBeta = 1E+300, which is no finite float. Give it a finite value.")]
    public Task ParameterOfAnActivation(string layer, string message) => Verify.ReportsAsync(
        $"[Model(Features = 3, MaxTimesteps = 7)] [{layer}] public sealed partial class M;",
        Verify.At(0, "MG0011", message));

    [Theory]
    [InlineData("Lstm(8, Activation = Activation.ScaledTanh, ActivationAlpha = -1, ActivationBeta = 0.5, RecurrentActivation = Activation.HardSigmoidKeras2, RecurrentActivationAlpha = 0.25)")]
    [InlineData("SimpleRnn(8, Activation = Activation.LeakyRelu, ActivationAlpha = 0)")]
    [InlineData("Gru(8, Activation = Activation.ThresholdedRelu, ActivationAlpha = 0.5, RecurrentActivation = Activation.Affine, RecurrentActivationAlpha = -1, RecurrentActivationBeta = 0)")]
    [InlineData("Dense(8, Activation = Activation.Elu, ActivationAlpha = 2)")]
    public Task ParameterThatFits(string layer) => Verify.SilentAsync($"[Model(Features = 3, MaxTimesteps = 7)] [{layer}] public sealed partial class M;");
}
