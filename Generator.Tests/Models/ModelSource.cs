using System.Collections.Generic;
using System.Globalization;
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
        string features = model.Vocabulary > 0 ? "" : $"Features = {model.Features}, ";
        source.AppendLine($"[Model({features}MaxTimesteps = {model.MaxTimesteps})]");
        foreach (LayerDescription layer in model.Layers)
        {
            source.AppendLine(layer switch
            {
                EmbeddingDescription e => $"[Embedding({e.Vocabulary}, {e.Dimensions}, MaskZero = {Literal(e.MaskZero)}, Name = \"{e.Name}\")]",
                LstmDescription lstm => Lstm(lstm, $", Name = \"{lstm.Name}\""),
                BidirectionalDescription b => $"[Bidirectional(Merge = MergeMode.{b.Merge}, Name = \"{b.Name}\")]\n{Lstm(b.Forward, "")}",
                DenseDescription d => $"[Dense({d.Units}, Activation = Activation.{d.Activation}, UseBias = {Literal(d.UseBias)}, Name = \"{d.Name}\")]",
                DropoutDescription d => $"[Dropout({d.Rate.ToString(CultureInfo.InvariantCulture)}, Name = \"{d.Name}\")]",
                _ => throw new System.ArgumentException($"No attribute for {layer}.", nameof(model)),
            });
        }

        if (model.Loss is { } loss)
        {
            source.AppendLine($"[Loss(LossKind.{loss}, FromLogits = {Literal(model.FromLogits)})]");
        }

        source.AppendLine($"public sealed partial class {model.Name};");
    }

    private static string Lstm(LstmDescription lstm, string name)
        => $"[Lstm({lstm.Units}, ReturnSequences = {Literal(lstm.ReturnSequences)}, GoBackwards = {Literal(lstm.GoBackwards)}, UseBias = {Literal(lstm.UseBias)}, "
            + $"Activation = Activation.{lstm.Activation}, RecurrentActivation = Activation.{lstm.RecurrentActivation}{name})]";

    private static string Literal(bool value) => value ? "true" : "false";
}
