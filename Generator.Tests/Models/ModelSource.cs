using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Text;

namespace ModelGen.Tests.Models;

/// <summary>Writes the declaration that a person would write for a <see cref="ModelDescription"/>.</summary>
internal static class ModelSource
{
    /// <summary>The namespace of all classes.</summary>
    public const string Namespace = "TestModels";

    /// <summary>One source file with a public partial class per model.</summary>
    public static string Write(IEnumerable<ModelDescription> models)
    {
        var source = new StringBuilder();
        source.AppendLine("using ModelGen;");
        source.AppendLine();
        source.AppendLine($"namespace {Namespace};");
        foreach (ModelDescription model in models)
        {
            source.AppendLine();
            Write(source, model);
        }

        return source.ToString();
    }

    private static void Write(StringBuilder source, ModelDescription model)
    {
        source.AppendLine("/// <summary>A model under test.</summary>");
        string features = model.Vocabulary > 0 || model.Layers.Any(IsInput) ? "" : $"Features = {model.Features}, ";
        source.AppendLine($"[Model({features}MaxTimesteps = {model.MaxTimesteps})]");
        foreach (LayerDescription layer in model.Layers)
        {
            if (IsInput(layer))
            {
                source.AppendLine($"[Input({((ColumnsDescription)layer).Width}, Name = \"{layer.Name}\")]");
                continue;
            }

            string attribute = layer switch
            {
                ColumnsDescription => "",
                EmbeddingDescription e => $"[Embedding({e.Vocabulary}, {e.Dimensions}, MaskZero = {Literal(e.MaskZero)}, Name = \"{e.Name}\")]",
                RecurrentDescription recurrent => Recurrent(recurrent, $", Name = \"{recurrent.Name}\""),
                BidirectionalDescription b => $"[Bidirectional(Merge = MergeMode.{b.Merge}, Name = \"{b.Name}\")]\n{Recurrent(b.Forward, "")}{(b.Backward is { } own ? $"\n[BackwardLayer]\n{Recurrent(own with { GoBackwards = false }, "")}" : "")}",
                DenseDescription d => $"[Dense({d.Units}, Activation = Activation.{d.Activation}{Parameters("Activation", d.ActivationAlpha, d.ActivationBeta)}, UseBias = {Literal(d.UseBias)}, Name = \"{d.Name}\")]",
                LayerNormalizationDescription n => $"[LayerNormalization(Epsilon = {n.Epsilon.ToString("R", CultureInfo.InvariantCulture)}, Scale = {Literal(n.Scale)}, Center = {Literal(n.Center)}, Name = \"{n.Name}\")]",
                MaskingDescription m => $"[Masking({m.Value.ToString("R", CultureInfo.InvariantCulture)}, Name = \"{m.Name}\")]",
                BatchNormalizationDescription n => $"[BatchNormalization(Epsilon = {n.Epsilon.ToString("R", CultureInfo.InvariantCulture)}, Scale = {Literal(n.Scale)}, Center = {Literal(n.Center)}, Name = \"{n.Name}\")]",
                FlattenDescription => $"[Flatten(Name = \"{layer.Name}\")]",
                RepeatVectorDescription r => $"[RepeatVector({r.Timesteps}, Name = \"{r.Name}\")]",
                ActivationDescription a => $"[Activation(Activation.{a.Activation}{Parameters("Activation", a.ActivationAlpha, a.ActivationBeta)}, Name = \"{a.Name}\")]",
                PoolingDescription { Kind: PoolingKind.Last } p => $"[LastTimestep(Name = \"{p.Name}\")]",
                PoolingDescription p => $"[Global{p.Kind}Pooling1D(Name = \"{p.Name}\")]",
                DropoutDescription d => $"[Dropout({d.Rate.ToString(CultureInfo.InvariantCulture)}, Name = \"{d.Name}\")]",
                ConcatenateDescription c => $"[Concatenate(Name = \"{c.Name}\")]",
                AddDescription a => $"[Add(Name = \"{a.Name}\")]",
                MultiplyDescription m => $"[Multiply(Name = \"{m.Name}\")]",
                _ => throw new System.ArgumentException($"No attribute for {layer}.", nameof(model)),
            };
            string activity = (layer.ActivityL1 == 0 ? "" : $", ActivityL1 = {layer.ActivityL1.ToString("R", CultureInfo.InvariantCulture)}") + (layer.ActivityL2 == 0 ? "" : $", ActivityL2 = {layer.ActivityL2.ToString("R", CultureInfo.InvariantCulture)}");
            if (activity.Length > 0)
            {
                // The last attribute is the layer that computes.
                attribute = attribute[..^2] + activity + ")]";
            }

            string flow = (layer.From is null ? "" : $", From = \"{layer.From}\"") + (layer.IsOutput || (layer is BidirectionalDescription && model.Layers.Any(l => l is ColumnsDescription && l.From == layer.Name && l.IsOutput)) ? ", Output = true" : "");
            source.AppendLine(attribute.Replace($"Name = \"{layer.Name}\"", $"Name = \"{layer.Name}\"{flow}", System.StringComparison.Ordinal));
            if (layer.Loss is { } head)
            {
                source.AppendLine($"[Loss(LossKind.{head.Kind}, FromLogits = {Literal(head.FromLogits)}, Output = \"{layer.Name}\", Weight = {head.Weight.ToString("R", CultureInfo.InvariantCulture)}{LossOptions(head.LabelSmoothing, head.Delta)})]");
            }
        }

        if (model.Loss is { } loss)
        {
            source.AppendLine($"[Loss(LossKind.{loss}, FromLogits = {Literal(model.FromLogits)}{LossOptions(model.LabelSmoothing, model.Delta)})]");
        }

        source.AppendLine($"public sealed partial class {model.Name};");
    }

    private static string LossOptions(double smoothing, double delta)
        => (smoothing == 0 ? "" : $", LabelSmoothing = {smoothing.ToString("R", CultureInfo.InvariantCulture)}") + (delta == 1 ? "" : $", Delta = {delta.ToString("R", CultureInfo.InvariantCulture)}");

    private static bool IsInput(LayerDescription layer) => layer is ColumnsDescription { From: "input" };

    private static string Recurrent(RecurrentDescription layer, string name)
    {
        string common = $"{layer.Units}, ReturnSequences = {Literal(layer.ReturnSequences)}, GoBackwards = {Literal(layer.GoBackwards)}{(layer.ZeroOutputForMask ? ", ZeroOutputForMask = true" : "")}{(layer.Clip is { } clip ? $", Clip = {clip.ToString(CultureInfo.InvariantCulture)}" : "")}{Rate("Dropout", layer.Dropout)}{Rate("RecurrentDropout", layer.RecurrentDropout)}";
        string parameters = Parameters("Activation", layer.ActivationAlpha, layer.ActivationBeta);
        return layer switch
        {
            LstmDescription lstm => $"[Lstm({common}, {Gated(lstm.UseBias, lstm.Activation, lstm.RecurrentActivation)}{parameters}{Parameters("RecurrentActivation", lstm.RecurrentActivationAlpha, lstm.RecurrentActivationBeta)}{Options(lstm)}{name})]",
            GruDescription gru => $"[Gru({common}, ResetAfter = {Literal(gru.ResetAfter)}, {Gated(gru.UseBias, gru.Activation, gru.RecurrentActivation)}{parameters}{Parameters("RecurrentActivation", gru.RecurrentActivationAlpha, gru.RecurrentActivationBeta)}{name})]",
            SimpleRnnDescription rnn => $"[SimpleRnn({common}, UseBias = {Literal(rnn.UseBias)}, Activation = Activation.{rnn.Activation}{parameters}{name})]",
            _ => throw new System.ArgumentException($"No attribute for {layer}.", nameof(layer)),
        };
    }

    private static string Rate(string argument, double rate) => rate == 0 ? "" : $", {argument} = {rate.ToString(CultureInfo.InvariantCulture)}";

    private static string Gated(bool useBias, Activation activation, Activation recurrentActivation)
        => $"UseBias = {Literal(useBias)}, Activation = Activation.{activation}, RecurrentActivation = Activation.{recurrentActivation}";

    private static string Options(LstmDescription lstm)
        => (lstm.Peepholes ? ", Peepholes = true" : "") + (lstm.CellClip is { } clip ? $", CellClip = {clip.ToString(CultureInfo.InvariantCulture)}" : "") + (lstm.InputForgetCoupling ? ", InputForgetCoupling = true" : "")
            + (lstm.OutputActivation is { } output ? $", OutputActivation = Activation.{output}{Parameters("OutputActivation", lstm.OutputActivationAlpha, lstm.OutputActivationBeta)}" : "")
            + Rate("CandidateDropout", lstm.CandidateDropout)
            + (lstm.LayerNormEpsilon is { } epsilon ? $", LayerNorm = true, LayerNormEpsilon = {epsilon.ToString("R", CultureInfo.InvariantCulture)}" : "")
            + (lstm.Projection is { } projection ? $", Projection = {projection}" : "") + (lstm.ProjectionClip is { } bound ? $", ProjectionClip = {bound.ToString(CultureInfo.InvariantCulture)}" : "");

    private static string Parameters(string argument, double? alpha, double? beta)
        => (alpha is { } a ? $", {argument}Alpha = {a.ToString(CultureInfo.InvariantCulture)}" : "") + (beta is { } b ? $", {argument}Beta = {b.ToString(CultureInfo.InvariantCulture)}" : "");

    private static string Literal(bool value) => value ? "true" : "false";
}
