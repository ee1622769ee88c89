using System.Threading.Tasks;
using Microsoft.CodeAnalysis;
using ModelGen.CodeFixes;
using Xunit;

namespace ModelGen.Tests.Analyzers;

/// <summary>MG1001, MG1003 and MG1008.</summary>
public class CellTrainingRuleTests
{
    private const string Model = "[Model(Features = 3, MaxTimesteps = 7)] ";
    private const string Trained = " [Dense(1)] [Loss(LossKind.MeanSquaredError)] public sealed partial class M;";

    [Theory]
    [InlineData("[Lstm(4, {|#0:UnitForgetBias = false|})]", "Layer 'lstm' starts with a forget bias of 0 (UnitForgetBias = false): at first it keeps 0.5 of its state at every timestep, 7.8e-3 over 7. Set UnitForgetBias = true, or a bias initialiser that starts the gate at 1 or more.")]
    [InlineData("[Lstm(4, BiasInitializer = Initializer.Constant, BiasInitializerMean = -1, {|#0:UnitForgetBias = false|})]", "Layer 'lstm' starts with a forget bias of -1 (UnitForgetBias = false): at first it keeps 0.27 of its state at every timestep, 1e-4 over 7. Set UnitForgetBias = true, or a bias initialiser that starts the gate at 1 or more.")]
    [InlineData("[Bidirectional(Name = \"b\")] [Gru(4)] [BackwardLayer] [Lstm(5, {|#0:UseBias = false|})]", "Layer 'b.backward' has no forget bias (UseBias = false): at first it keeps 0.5 of its state at every timestep, 7.8e-3 over 7. Remove UseBias = false.")]
    public Task ForgetBiasIsMissing(string layers, string message) => Verify.ReportsAsync(Model + layers + Trained, Verify.At(0, "MG1001", message, DiagnosticSeverity.Warning));

    [Theory]
    [InlineData("Framework = FrameworkPreset.PyTorch")]
    [InlineData("Initializers = InitializerPreset.PyTorch")]
    public Task PresetWithoutForgetBias(string preset) => Verify.ReportsAsync(
        $"[Model(Features = 3, MaxTimesteps = 7, {preset})] [{{|#0:Lstm(4)|}}]" + Trained,
        Verify.At(0, "MG1001", "Layer 'lstm' starts with a forget bias of about 0, as PyTorch's does: at first it keeps 0.5 of its state at every timestep, 7.8e-3 over 7. Set UnitForgetBias = true to train it from scratch.", DiagnosticSeverity.Info));

    [Theory]
    [InlineData("[Model(Features = 3, MaxTimesteps = 7)] [Lstm(4, UnitForgetBias = false, BiasInitializer = Initializer.RandomNormal, BiasInitializerMean = 2)]")]
    [InlineData("[Model(Features = 3, MaxTimesteps = 7, Framework = FrameworkPreset.PyTorch, Initializers = InitializerPreset.Keras)] [Lstm(4)]")]
    [InlineData("[Model(Features = 3, MaxTimesteps = 7, Framework = FrameworkPreset.TensorFlow1)] [Lstm(4, BiasInitializer = Initializer.Zeros)]")]
    [InlineData("[Model(Features = 3, MaxTimesteps = 7, Framework = FrameworkPreset.PyTorch)] [Lstm(4, LayerNorm = true)]")]
    [InlineData("[Model(Features = 3, MaxTimesteps = 7, Framework = FrameworkPreset.PyTorch)] [Lstm(4, BiasInitializer = Initializer.Ones)]")]
    [InlineData("[Model(Features = 3, MaxTimesteps = 7)] [Lstm(4, UnitForgetBias = false, RecurrentActivation = Activation.HardSigmoidKeras2, RecurrentActivationBeta = 0.9)]")]
    public Task ForgetGateStartsOpen(string model) => Verify.SilentAsync(model + Trained);

    [Theory]
    [InlineData("[Lstm(128, {|#0:RecurrentInitializer = Initializer.RandomNormal|}, RecurrentInitializerScale = 0.1)]", "Layer 'lstm' draws its recurrent kernel [128, 512] from N(0, 0.1²), 1.79 times as far from 0 as glorot's, whose deviation is 0.056. Use Orthogonal or GlorotUniform, whose spread goes by the size of the kernel.")]
    [InlineData("[Gru(8, {|#0:RecurrentInitializer = Initializer.RandomUniform|})]", "Layer 'gru' draws its recurrent kernel [8, 24] from U(−0.05, 0.05), 0.12 times as far from 0 as glorot's, whose deviation is 0.25. Use Orthogonal or GlorotUniform, whose spread goes by the size of the kernel.")]
    [InlineData("[SimpleRnn(50, {|#0:RecurrentInitializer = Initializer.TruncatedNormal|}, RecurrentInitializerMean = 0.1, RecurrentInitializerScale = 0.1)]", "Layer 'simple_rnn' draws its recurrent kernel [50, 50] from N(0.1, 0.1²) within two deviations, whose mean adds up to 5 over the 50 units before. Use Orthogonal or GlorotUniform, whose spread goes by the size of the kernel.")]
    [InlineData("[Lstm(8, {|#0:RecurrentInitializer = Initializer.Zeros|})]", "Layer 'lstm' starts with a recurrent kernel of zeros, so that at first no unit hears of the timestep before. Use Orthogonal or GlorotUniform, whose spread goes by the size of the kernel.")]
    [InlineData("[Lstm(8, Projection = 5, {|#0:RecurrentInitializer = Initializer.Constant|}, RecurrentInitializerMean = -0.5)]", "Layer 'lstm' starts with the same recurrent weight everywhere, −0.5, so that all units hear the same sum of the 5 before. Use Orthogonal or GlorotUniform, whose spread goes by the size of the kernel.")]
    public Task PlainRecurrentKernel(string layer, string message) => Verify.ReportsAsync(Model + layer + Trained, Verify.At(0, "MG1003", message, DiagnosticSeverity.Warning));

    [Theory]
    [InlineData("[Gru(4, {|#0:Activation = Activation.Relu|})]", "Layer 'gru' has Activation = Relu, which has no bound: what the layer feeds back to itself can grow at every timestep, 7 times over. Use Tanh, or bound the sums with Clip.")]
    [InlineData("[Lstm(4, {|#0:RecurrentActivation = Activation.Exponential|}, Activation = Activation.Relu)]", "Layer 'lstm' has RecurrentActivation = Exponential, which has no bound: its gates multiply the state by more than 1, 7 times over. Use Sigmoid, or bound the sums with Clip.")]
    public Task UnboundedCell(string layer, string message) => Verify.ReportsAsync(Model + layer + Trained, Verify.At(0, "MG1008", message, DiagnosticSeverity.Warning));

    [Fact]
    public Task FixUsesGlorot() => Verify.FixesAsync<CellTrainingCodeFix>(
        """
        [Model(Features = 3, MaxTimesteps = 7)]
        [Lstm(8, {|MG1003:RecurrentInitializer = Initializer.Zeros|}, ReturnSequences = true)]
        [Lstm(8, RecurrentInitializerScale = 1, {|MG1003:RecurrentInitializer = Initializer.RandomUniform|})]
        public sealed partial class M;
        """,
        """
        [Model(Features = 3, MaxTimesteps = 7)]
        [Lstm(8, RecurrentInitializer = Initializer.GlorotUniform, ReturnSequences = true)]
        [Lstm(8, RecurrentInitializer = Initializer.GlorotUniform)]
        public sealed partial class M;
        """,
        choice: "UseGlorotUniform",
        steps: 2);
}
