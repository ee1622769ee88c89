using System;
using System.Collections.Generic;
using System.Globalization;
using System.IO;
using System.Linq;
using System.Reflection;
using System.Text.RegularExpressions;
using ModelGen.Tests.Models;
using Xunit;

namespace ModelGen.Tests.Training;

/// <summary>A checkpoint belongs to the model as it was declared, also where its tensors have the same names and shapes.</summary>
public sealed class DeclarationTests : IDisposable
{
    private const string Start = "[Model(Features = 3, MaxTimesteps = 6)]", Cell = "[Lstm(5)]", End = "[Dropout(0.2)] [Dense(2)] [Loss(LossKind.SparseCategoricalCrossentropy, FromLogits = true)]";
    private const string Saved = $"{Start} {Cell} {End}";
    private const string Normalized = $"{Start} [BatchNormalization] {Cell} {End}";
    private const string Otherwise = "M was declared otherwise when it was made: ";
    private const string Options = " had other options (activation, dropout, direction, what it reads, …). Declare it as it was. To train on with this declaration, load the checkpoint with the old one, save the weights";
    private const string NoRules = "it is a checkpoint of a model with the regularisers and constraints 'none', not '";

    // What is saved, what it is loaded with, and what becomes of that.
    private static readonly (string Saved, string Loaded, string? Message)[] s_cases =
    [
        (Saved, Saved, null),
        (Saved, $"[Model(Features = 3, MaxTimesteps = 9)] {Cell} {End}", null),
        (Saved, $"{Start} [Lstm(5, KernelInitializer = Initializer.HeNormal)] {End}", null),
        (Saved, $"[Model(Features = 3, MaxTimesteps = 6, WeightPrecision = WeightPrecision.BFloat16)] {Cell} {End}", null),
        (Saved, $"{Start} [Lstm(5, Activation = Activation.Relu)] {End}", Otherwise + "lstm" + Options),
        (Saved, $"{Start} [Lstm(5, Dropout = 0.1)] {End}", Otherwise + "lstm" + Options),
        (Saved, $"{Start} [Lstm(5, GoBackwards = true)] {End}", Otherwise + "lstm" + Options),
        (Saved, $"{Start} [Masking(0)] {Cell} {End}", Otherwise + "it did not have masking."),
        ($"{Start} [Masking(0)] {Cell} {End}", Saved, Otherwise + "it had masking."),
        ($"{Start} [Masking(0)] {Cell} {End}", $"{Start} [Masking(1)] {Cell} {End}", Otherwise + "masking" + Options),
        (Saved, Saved.Replace("0.2", "0.3", StringComparison.Ordinal), Otherwise + "dropout" + Options),
        (Normalized, Normalized, null),
        (Normalized, Normalized.Replace("[BatchNormalization]", "[BatchNormalization(Momentum = 0.5)]", StringComparison.Ordinal), Otherwise + "batch_normalization" + Options),
        ($"{Start} [Dropout(0.2, Name = \"a\")] [Activation(Activation.Relu, Name = \"b\")] {Cell} {End}", $"{Start} [Activation(Activation.Relu, Name = \"b\")] [Dropout(0.2, Name = \"a\")] {Cell} {End}", Otherwise + "the layers were a, b, lstm, dropout_1, dense, in this order."),
        (Saved, $"[Model(Features = 3, MaxTimesteps = 6, FastActivations = true)] {Cell} {End}", Otherwise + "it did not have FastActivations."),
        (Saved, $"[Model(Features = 3, MaxTimesteps = 6, RecomputeActivations = true)] {Cell} {End}", Otherwise + "it did not have RecomputeActivations."),
        (Saved, $"{Start} [Lstm(5, KernelL2 = 0.25)] {End}", NoRules + "lstm.kernel L1 0 L2 0.25'."),
        (Saved, $"{Start} [Lstm(5, BiasConstraint = WeightConstraint.NonNegative)] {End}", NoRules + "lstm.bias NonNegative "),
        (Saved, Saved.Replace("FromLogits = true", "FromLogits = true, LabelSmoothing = 0.1", StringComparison.Ordinal), "it is a checkpoint of a model with the loss "),
    ];

    private static readonly string[] s_declarations = [.. s_cases.SelectMany(c => new[] { c.Saved, c.Loaded }).Concat([Sequences(6), Sequences(9)]).Distinct()];

    private static readonly Lazy<Assembly> s_assembly = new(() => TestModelFactory.CompileAssembly(
        "using ModelGen;\n" + string.Concat(s_declarations.Select((declaration, i) => $"namespace N{i}\n{{\n/// <summary>One of them.</summary>\n{declaration}\npublic sealed partial class M;\n}}\n"))));

    private readonly string _folder = Directory.CreateTempSubdirectory("modelgen-declarations").FullName;

    public static TheoryData<int> Cases => [.. Enumerable.Range(0, s_cases.Length)];

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [MemberData(nameof(Cases))]
    public void ACheckpointOfAnotherDeclarationIsRefused(int index)
    {
        (string saved, string loaded, string? message) = s_cases[index];
        string path = Path.Combine(_folder, "checkpoint");
        using (ModelTrainer<float> trainer = Create(saved))
        {
            trainer.TrainOnBatch(Array.ConvertAll(Enumerable.Range(1, 18).ToArray(), i => 0.1f * i), [6], [1]);
            trainer.SaveCheckpoint(path);
        }

        using ModelTrainer<float> other = Create(loaded);
        if (message is null)
        {
            other.LoadCheckpoint(path);
            Assert.Equal(1, other.Steps);
            return;
        }

        float[] before = other.TrainedWeights.ToArray("lstm.kernel");
        string actual = Assert.Throws<CheckpointException>(() => other.LoadCheckpoint(path)).Message;
        Assert.True(actual.StartsWith($"{path}: {message}", StringComparison.Ordinal), actual);
        Assert.Equal(before, other.TrainedWeights.ToArray("lstm.kernel"));
        Assert.Equal(0, other.Steps);
    }

    /// <summary>Where rows are cut into pieces of MaxTimesteps, another one makes other steps.</summary>
    [Fact]
    public void PiecesAreAsLongAsTheyWere()
    {
        string path = Path.Combine(_folder, "checkpoint");
        using (ModelTrainer<float> saved = Create(Sequences(6), carries: true))
        {
            saved.SaveCheckpoint(path);
        }

        using (ModelTrainer<float> same = Create(Sequences(6), carries: true))
        {
            same.LoadCheckpoint(path);
        }

        using ModelTrainer<float> longer = Create(Sequences(9), carries: true);
        using ModelTrainer<float> whole = Create(Sequences(6));
        Assert.StartsWith($"{path}: it is from a training on pieces of 6 timesteps, this trainer trains on pieces of 9 timesteps (", Assert.Throws<CheckpointException>(() => longer.LoadCheckpoint(path)).Message, StringComparison.Ordinal);
        Assert.StartsWith($"{path}: it is from a training on pieces of 6 timesteps, this trainer trains on whole rows (", Assert.Throws<CheckpointException>(() => whole.LoadCheckpoint(path)).Message, StringComparison.Ordinal);
    }

    /// <summary>An option that is new, and forgotten here, fails this test.</summary>
    [Fact]
    public void EveryOptionOfALayerThatTrainingGoesByIsRemembered()
    {
        (Type Layer, object[] Arguments, string Below)[] layers =
        [
            (typeof(LstmAttribute), [5], ""), (typeof(GruAttribute), [5], ""), (typeof(SimpleRnnAttribute), [5], ""), (typeof(BidirectionalAttribute), [], "[Lstm(5)]"),
            (typeof(DenseAttribute), [5], Cell), (typeof(ActivationAttribute), [Activation.ScaledTanh], Cell), (typeof(LayerNormalizationAttribute), [], Cell), (typeof(BatchNormalizationAttribute), [], Cell),
            (typeof(EmbeddingAttribute), [7, 5], Cell),
        ];
        var pairs = new List<(string Option, string Without, string With)>();
        foreach ((Type layer, object[] arguments, string below) in layers)
        {
            var attribute = (Attribute)Activator.CreateInstance(layer, arguments)!;
            foreach (PropertyInfo option in layer.GetProperties().Where(o => o.CanWrite && !IsNoneOfTheLayers(o.Name)))
            {
                string value = option.PropertyType == typeof(bool) ? ((bool)option.GetValue(attribute)! ? "false" : "true")
                    : option.PropertyType == typeof(Activation) ? "Activation.Relu"
                    : option.PropertyType == typeof(MergeMode) ? "MergeMode.Sum"
                    : option.PropertyType == typeof(int) ? "3" : "0.25";
                string needed = option.Name switch
                {
                    _ when layer == typeof(ActivationAttribute) => "",
                    "ActivationAlpha" or "ActivationBeta" or "RecurrentActivationAlpha" or "RecurrentActivationBeta" or "OutputActivationAlpha" or "OutputActivationBeta"
                        => $"{option.Name.Replace("Alpha", "", StringComparison.Ordinal).Replace("Beta", "", StringComparison.Ordinal)} = Activation.ScaledTanh",
                    "ProjectionClip" => "Projection = 3",
                    "LayerNormEpsilon" => "LayerNorm = true",
                    "ZeroOutputForMask" => "ReturnSequences = true",
                    _ => "",
                };
                string Declare(string more)
                {
                    string all = string.Join(", ", arguments.Select(a => a is Activation ? $"Activation.{a}" : $"{a}").Concat([needed, more]).Where(o => o.Length > 0));
                    string model = layer == typeof(EmbeddingAttribute) ? "[Model(MaxTimesteps = 6)]" : option.Name == "ZeroOutputForMask" ? $"{Start} [Masking(0)]" : Start;
                    return $"{model} [{layer.Name.Replace("Attribute", "", StringComparison.Ordinal)}{(all.Length == 0 ? "" : $"({all})")}] {below} {End}";
                }

                pairs.Add(($"{layer.Name}.{option.Name}", Declare(""), Declare($"{option.Name} = {value}")));
            }
        }

        string[] declarations = [.. pairs.SelectMany(p => new[] { p.Without, p.With }).Distinct()];
        string source = "using ModelGen;\n" + string.Concat(declarations.Select((declaration, i) => $"namespace N{i}\n{{\n{declaration}\npublic sealed partial class M;\n}}\n"));
        var remembered = new Dictionary<string, string>();
        foreach (string text in TestModelFactory.Generate(source).Result.GeneratedTrees.Select(t => t.ToString()))
        {
            Match place = Regex.Match(text, @"^namespace N(\d+)", RegexOptions.Multiline), said = Regex.Match(text, "override string Declaration => (.*);");
            if (said.Success)
            {
                remembered.Add(declarations[int.Parse(place.Groups[1].Value, CultureInfo.InvariantCulture)], said.Groups[1].Value);
            }
        }

        Assert.All(remembered, r => Assert.True(r.Value[0] == '"', $"{r.Key} has errors"));
        Assert.Equal([], pairs.Where(p => remembered[p.Without] == remembered[p.With]).Select(p => p.Option));
    }

    /// <summary>Names, first values, and the rules of weights, which are remembered for themselves.</summary>
    private static bool IsNoneOfTheLayers(string option)
        => option is "Name" or "From" or "Output" or "UnitForgetBias" or "MaxNorm" or "MinNorm" or "NormRate"
            || option.Contains("Initializer", StringComparison.Ordinal) || option.EndsWith("Constraint", StringComparison.Ordinal)
            || (option[^2..] is "L1" or "L2" && !option.StartsWith("Activity", StringComparison.Ordinal));

    private static string Sequences(int timesteps) => $"[Model(Features = 3, MaxTimesteps = {timesteps})] [Lstm(5, ReturnSequences = true)] [Dense(2)] [Loss(LossKind.MeanSquaredError)]";

    private static ModelTrainer<float> Create(string declaration, bool carries = false)
    {
        CompiledModel model = CompiledModel.Create(s_assembly.Value.GetType($"N{Array.IndexOf(s_declarations, declaration)}.M", throwOnError: true)!);
        return (ModelTrainer<float>)Activator.CreateInstance(model.Type.GetNestedType("Trainer")!, model.CreateWeights(seed: 3), new Sgd(0.1f), 4, new TrainerOptions { Threads = 1, CarryStates = carries })!;
    }
}
