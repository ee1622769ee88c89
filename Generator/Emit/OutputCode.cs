using System;
using ModelGen.Generator.Ir;

namespace ModelGen.Generator.Emit;

/// <summary>Statements between the layers that return the model's outputs and rows [Outputs] or [T, Outputs] of all outputs side by side.</summary>
internal static class OutputCode
{
    /// <summary>Copies the outputs to a person's batch-major rows, with zeros beyond each row's length.</summary>
    /// <param name="writer">Receives the statements.</param>
    /// <param name="network">The network.</param>
    /// <param name="place">Ref expression of a layer's output.</param>
    /// <param name="declaration">A statement before all, or null.</param>
    /// <param name="destination">Ref expression of an element; {0} stands for its index.</param>
    /// <param name="timesteps">Timesteps of a row of the destination.</param>
    public static void HandOut(CodeWriter writer, NetworkPlan network, Func<LayerPlan, string> place, string? declaration, string destination, string timesteps)
    {
        bool single = network.Outputs.Count == 1;
        foreach ((LayerPlan layer, int column) in network.OutputColumns)
        {
            writer.Line();
            Begin(writer, network, layer);
            string width = single ? "Outputs" : $"{layer.Output.Width}";
            int stride = layer.Output.Stride;
            string first = column == 0 ? string.Empty : $" + {column}";
            writer.Write($"ref float output = {place(layer)};");
            if (declaration is not null)
            {
                writer.Write(declaration);
            }

            writer.Open("for (int r = 0; r < rows; r++)");
            if (network.Output.IsSequence)
            {
                string own = network.OutputTimesteps is { } repeated ? $"{repeated}" : timesteps;
                string element = $"((r * {own}) + t) * Outputs";
                string source = $"ref Unsafe.Add(ref output, ((t * rows) + r) * {stride})";
                writer.Open($"for (int t = 0; t < {own}; t++)")
                    .Write($"ref float row = {At(destination, first.Length == 0 ? element : $"({element}){first}")};");
                if (network.OutputTimesteps is null)
                {
                    StagingCode.CopyValidRow(writer, source, width);
                }
                else
                {
                    writer.Write($"RowOperations.Copy({source}, ref row, {width});");
                }

                writer.Close();
            }
            else
            {
                string element = At(destination, first.Length == 0 ? "r * Outputs" : $"(r * Outputs){first}");
                writer.Write($"RowOperations.Copy(ref Unsafe.Add(ref output, r * {stride}), {element}, {width});");
            }

            writer.Close();
            End(writer, network);
        }
    }

    /// <summary>Copies the loss's gradient of a shard's outputs to the layers that returned them.</summary>
    public static void TakeGradients(CodeWriter writer, NetworkPlan network, Func<LayerPlan, string> place)
    {
        bool single = network.Outputs.Count == 1;
        string timesteps = network.OutputTimesteps is { } repeated ? $"{repeated}" : "timesteps";
        foreach ((LayerPlan layer, int column) in network.OutputColumns)
        {
            writer.Line();
            Begin(writer, network, layer);
            string width = single ? "Outputs" : $"{layer.Output.Width}";
            int stride = layer.Output.GradientStride;
            string first = column == 0 ? string.Empty : $" + {column}";
            writer.Write($"ref float outputGradient = {place(layer)};");
            if (stride > layer.Output.Width)
            {
                // A step that diverged may have left NaN there, and NaN · 0 is NaN.
                writer.Write("// Padding lanes start as zeros in every step.")
                    .Write($"RowOperations.Clear(ref outputGradient, {(network.Output.IsSequence ? $"{timesteps} * " : string.Empty)}rows * {stride});");
            }

            writer.Open("for (int r = 0; r < rows; r++)");
            if (network.Output.IsSequence)
            {
                string element = $"((r * {network.OutputTimesteps ?? network.MaxTimesteps}) + t) * Outputs";
                writer.Open($"for (int t = 0; t < {timesteps}; t++)")
                    .Write($"RowOperations.Copy(ref own.OutputGradients[{(first.Length == 0 ? element : $"({element}){first}")}], ref Unsafe.Add(ref outputGradient, ((t * rows) + r) * {stride}), {width});")
                    .Close();
            }
            else
            {
                writer.Write($"RowOperations.Copy(ref own.OutputGradients[{(first.Length == 0 ? "r * Outputs" : $"(r * Outputs){first}")}], ref Unsafe.Add(ref outputGradient, r * {stride}), {width});");
            }

            writer.Close();
            End(writer, network);
        }

        writer.Line();
    }

    private static string At(string destination, string index) => string.Format(System.Globalization.CultureInfo.InvariantCulture, destination, index);

    /// <summary>Of several outputs each is a block of its own, with names of its own.</summary>
    private static void Begin(CodeWriter writer, NetworkPlan network, LayerPlan layer)
    {
        if (network.Outputs.Count > 1)
        {
            writer.Write($"// Output {layer.Name}.").Write("{");
        }
    }

    private static void End(CodeWriter writer, NetworkPlan network)
    {
        if (network.Outputs.Count > 1)
        {
            writer.Write("}");
        }
    }
}
