using System.Collections.Generic;
using ModelGen.Declaration;
using ModelGen.Generator.Ir;

namespace ModelGen.Generator.Emit;

/// <summary>Rows of floats that a layer reads.</summary>
/// <param name="Place">Ref expression of the first float.</param>
/// <param name="Signal">Their shape.</param>
internal readonly record struct Source(string Place, Signal Signal);

/// <summary>A place for the gradient of a <see cref="Source"/>.</summary>
/// <param name="Source">What it is the gradient of.</param>
/// <param name="Place">Ref expression of the first float.</param>
/// <param name="IsFirst">Nothing has been written there yet.</param>
/// <param name="IsInput">It is the model's input, whose gradient is wanted at times only.</param>
internal readonly record struct SourceGradient(Source Source, string Place, bool IsFirst, bool IsInput);

/// <summary>Statements that make one input of a layer's several sources, and that spread its gradient over them.</summary>
internal static class JoinCode
{
    /// <summary>Joins the sources, row by row.</summary>
    /// <param name="writer">Receives the statements.</param>
    /// <param name="layer">The layer that reads them.</param>
    /// <param name="sources">Its sources, in order.</param>
    /// <param name="destination">Ref expression of the joined rows.</param>
    /// <param name="rows">Number of rows as an expression; null for a single one.</param>
    public static void Join(CodeWriter writer, LayerPlan layer, IReadOnlyList<Source> sources, string destination, string? rows)
    {
        writer.Write($"// {layer.Name} reads {layer.From}, {Word(layer.Join)}.");
        Write(writer, layer.Join, sources, destination, layer.Input.Stride, rows);
    }

    /// <summary>Sets rows side by side.</summary>
    public static void SideBySide(CodeWriter writer, IReadOnlyList<Source> sources, string destination, int stride, string? rows)
        => Write(writer, JoinKind.Concatenate, sources, destination, stride, rows);

    private static void Write(CodeWriter writer, JoinKind join, IReadOnlyList<Source> sources, string destination, int stride, string? rows)
    {
        if (rows is not null)
        {
            writer.Open($"for (int i = 0; i < {rows}; i++)")
                .Write($"ref float joined = {Row(destination, stride, rows)};");
            destination = "ref joined";
        }

        int column = 0;
        for (int i = 0; i < sources.Count; i++)
        {
            (string place, Signal signal) = sources[i];
            string method = i == 0 || join == JoinKind.Concatenate ? "Copy" : join.ToString();
            string target = column == 0 ? destination : $"ref Unsafe.Add({destination}, {column})";
            writer.Write($"RowOperations.{method}({Row(place, signal.Stride, rows)}, {target}, {signal.Width});");
            column += join == JoinKind.Concatenate ? signal.Width : 0;
        }

        if (rows is not null)
        {
            writer.Close();
        }
    }

    /// <summary>Spreads the gradient of the joined rows over the sources' gradients, in order.</summary>
    /// <param name="writer">Receives the statements.</param>
    /// <param name="layer">The layer that read them.</param>
    /// <param name="gradient">Ref expression of the gradient of the layer's input.</param>
    /// <param name="targets">Where it goes, in the order of the sources.</param>
    /// <param name="product">Ref expression of rows to compute in, for a product of sources.</param>
    /// <param name="rows">Number of rows as an expression.</param>
    public static void Spread(CodeWriter writer, LayerPlan layer, string gradient, IReadOnlyList<SourceGradient> targets, string product, string rows)
    {
        int stride = layer.Input.GradientStride;
        int column = 0;
        for (int i = 0; i < targets.Count; i++)
        {
            SourceGradient target = targets[i];
            Signal signal = target.Source.Signal;
            if (target.IsInput)
            {
                writer.Open("if (wantsInputGradient)");
            }

            writer.Open($"for (int i = 0; i < {rows}; i++)")
                .Write($"ref float share = ref Unsafe.Add({gradient}, {(column == 0 ? string.Empty : $"{column} + ")}(i * {stride}));");
            if (layer.Join == JoinKind.Multiply)
            {
                WriteProduct(writer, targets, i, product, stride);
            }

            writer.Write($"ref float sum = {Row(target.Place, signal.GradientStride, rows)};");
            if (!target.IsFirst)
            {
                writer.Write($"RowOperations.Add(ref share, ref sum, {signal.Width});");
            }
            else
            {
                if (signal.GradientStride > signal.Width)
                {
                    // Padding lanes take part in products: a step that diverged may have left NaN there, and NaN · 0 is NaN.
                    writer.Write($"RowOperations.Clear(ref Unsafe.Add(ref sum, {signal.Width}), {signal.GradientStride - signal.Width});");
                }

                writer.Write($"RowOperations.Copy(ref share, ref sum, {signal.Width});");
            }

            writer.Close();
            if (target.IsInput)
            {
                writer.Close();
            }

            column += layer.Join == JoinKind.Concatenate ? signal.Width : 0;
        }
    }

    /// <summary>Puts the gradient of columns to its place among those of all columns.</summary>
    /// <param name="writer">Receives the statements.</param>
    /// <param name="layer">The columns.</param>
    /// <param name="gradient">Ref expression of their gradient.</param>
    /// <param name="destination">Ref expression of the gradient of all columns.</param>
    /// <param name="stride">Floats from one row of it to the next.</param>
    /// <param name="rows">Number of rows as an expression.</param>
    public static void SpreadColumns(CodeWriter writer, ColumnsPlan layer, string gradient, string destination, int stride, string rows)
    {
        writer.Write($"// The gradient of {layer.Name}.");
        if (layer.IsInput)
        {
            writer.Open("if (wantsInputGradient)");
        }

        writer.Open($"for (int i = 0; i < {rows}; i++)")
            .Write($"RowOperations.Copy({Row(gradient, layer.Output.GradientStride, rows)}, ref Unsafe.Add({destination}, (i * {stride}) + {layer.Column}), {layer.Output.Width});")
            .Close();
        if (layer.IsInput)
        {
            writer.Close();
        }
    }

    /// <summary>The derivative of a product by one factor: all the others.</summary>
    private static void WriteProduct(CodeWriter writer, IReadOnlyList<SourceGradient> targets, int factor, string product, int stride)
    {
        writer.Write($"ref float product = ref Unsafe.Add({product}, i * {stride});");
        bool first = true;
        for (int other = 0; other < targets.Count; other++)
        {
            if (other == factor)
            {
                continue;
            }

            (string place, Signal signal) = targets[other].Source;
            string value = $"ref Unsafe.Add({place}, i * {signal.Stride})";
            writer.Write(first
                ? $"RowOperations.Product(ref share, {value}, ref product, {signal.Width});"
                : $"RowOperations.Multiply({value}, ref product, {signal.Width});");
            first = false;
        }

        writer.Write("share = ref product;");
    }

    private static string Row(string place, int stride, string? rows) => rows is null ? place : $"ref Unsafe.Add({place}, i * {stride})";

    private static string Word(JoinKind join) => join switch
    {
        JoinKind.Add => "added",
        JoinKind.Multiply => "multiplied",
        _ => "side by side",
    };
}
