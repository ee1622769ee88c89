using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using ModelGen.Declaration;
using ModelGen.Generator.Emit.Layers;
using ModelGen.Generator.Ir;

namespace ModelGen.Generator.Emit;

/// <summary>Statements of activity regularisers: what layers' outputs add to the loss and to their gradients.</summary>
internal static class ActivityCode
{
    /// <summary>The layers that have one.</summary>
    public static IEnumerable<LayerPlan> Layers(NetworkPlan network) => network.Layers.Where(l => l.Activity != default);

    /// <summary>The parameter of a backward pass that has one: rows of the whole batch.</summary>
    public static string Parameter(NetworkPlan network) => Layers(network).Any() ? ", int batchRows" : string.Empty;

    /// <summary>Its argument.</summary>
    public static string Argument(NetworkPlan network) => Layers(network).Any() ? ", batch.Count" : string.Empty;

    /// <summary>After the forward pass: the penalties of a shard's rows.</summary>
    public static void Sum(CodeWriter writer, NetworkPlan network, System.Func<LayerPlan, string> place)
    {
        if (Layers(network).Any())
        {
            IEnumerable<string> sums = Layers(network).Select(l =>
                $"ActivityPenalty.Sum({place(l)}, own.Kinds, {(network.RepeatedTimesteps(l.Index) is null ? "own.Ragged" : "false")}, {Weights(l)}, {l.Output.Width}, {l.Output.Stride}, {network.RepeatedTimesteps(l.Index)?.ToString(CultureInfo.InvariantCulture) ?? "timesteps"}, rows)");
            writer.Line().Write($"own.Activity = {string.Join("\n+ ", sums)};");
        }
    }

    /// <summary>Before a layer's backward pass: its outputs' gradient gets the penalty's.</summary>
    public static void AddGradient(CodeWriter writer, EmitContext context, LayerPlan layer)
    {
        if (layer.Activity != default)
        {
            writer.Write($"// {layer.Name}: the activity regulariser.")
                .Write($"ActivityPenalty.AddGradient({context.Training.Output(layer)}, {context.Training.OutputGradient(layer)}, kinds, ragged, {Weights(layer)}, batchRows, {layer.Output.Width}, {layer.Output.Stride}, {layer.Output.GradientStride}, timesteps, rows);");
        }
    }

    private static string Weights(LayerPlan layer)
        => $"{DescriptionEmitter.Bool(layer.Output.IsSequence)}, {Float(layer.Activity.L1)}, {Float(layer.Activity.L2)}";

    private static string Float(double value) => ((float)value).ToString("R", CultureInfo.InvariantCulture) + "f";
}
