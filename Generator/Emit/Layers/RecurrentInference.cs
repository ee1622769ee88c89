using System.Linq;
using ModelGen.Generator.Emit.Kernels;
using ModelGen.Generator.Ir;

namespace ModelGen.Generator.Emit.Layers;

/// <summary>The methods that run one direction of a recurrent layer over a block of rows.</summary>
internal static class RecurrentInference
{
    public static void Write(CodeWriter writer, string name, EmitContext context, RecurrentPlan layer, CellPlan cell)
    {
        CellEmitter emitter = CellEmitters.For(cell);
        var scope = new CellScope(context, layer, cell, Keeps: false);
        string states = string.Join(", ", cell.States.Select(s => $"ref float {s.Variable}"));
        string shapes = string.Join(", ", cell.States.Select(s => $"{s.Variable} [rows, {s.Stride}]"));
        string hidden = scope.OneRow.After(cell.Hidden);
        writer.Write($"/// <summary>{cell.Prefix}, {(cell.Reverse ? "from each row's last timestep to its first" : "from the first timestep on")}. State: {shapes}.</summary>")
            .Write(KernelSpec.Attributes)
            .Open($"private static void {name}(ref float weights, ref float scratch, ref float input, ref float output, {states}, int timesteps, int rows, ReadOnlySpan<byte> kinds, ReadOnlySpan<int> lengths, bool ragged)");
        emitter.Declare(writer, scope);
        writer.Write("// The input's share of the gates is one matrix product for a block of timesteps.")
            .Write($"int block = Math.Max(1, {cell.ProjectedRows} / rows);")
            .Open("for (int done = 0; done < timesteps; done += block)")
            .Write("int count = Math.Min(block, timesteps - done);")
            .Write($"int first = {(cell.Reverse ? "timesteps - done - count" : "done")};");
        emitter.Project(writer, scope, $"ref Unsafe.Add(ref input, first * rows * {cell.InputStride})", "count * rows");
        writer.Open("for (int step = 0; step < count; step++)")
            .Write($"int t = first + {(cell.Reverse ? "count - 1 - step" : "step")};");
        emitter.Recur(writer, scope);
        writer.Line().Open("if (!ragged)");
        emitter.Update(writer, scope);
        if (layer.ReturnSequences)
        {
            writer.Open("for (int r = 0; r < rows; r++)")
                .Write(RecurrentOutput.Write(layer, cell, hidden, RecurrentOutput.Row(layer), merges: false))
                .Close();
        }

        writer.Write("continue;")
            .Close()
            .Line()
            .Open("for (int r = 0; r < rows; r++)")
            .Write("byte kind = kinds[(t * rows) + r];")
            .Open("if (kind == (byte)TimestepKind.Active)");
        emitter.Update(writer, scope.OneRow);
        writer.Close();
        RecurrentOutput.WriteTimestep(writer, layer, cell, hidden, merges: false);
        writer.Close().Close().Close();
        RecurrentOutput.WriteLast(writer, layer, cell, hidden, merges: false);
        writer.Close();
    }

    /// <summary>The method that runs one timestep of a crowd's block of agents, with their states in place. h is the output.</summary>
    public static void WriteStepRows(CodeWriter writer, string name, EmitContext context, RecurrentPlan layer, CellPlan cell)
    {
        CellEmitter emitter = CellEmitters.For(cell);
        var scope = new CellScope(context, layer, cell, Keeps: false, Single: true);
        string states = string.Join(", ", cell.States.Select(s => $"ref float {s.Variable}"));
        bool canMask = context.Network.HasMask;
        string inputs = context.Network.MaskColumns is null ? "ids" : "modelInput";
        writer.Write($"/// <summary>{cell.Prefix}: one timestep of agents, [rows, {cell.InputStride}] to h [rows, {cell.Hidden.Stride}].</summary>")
            .Write(KernelSpec.Attributes)
            .Open($"private static void {name}(ref float weights, ref float scratch, ref float input, {states}, int rows{(canMask ? $", ref {context.Network.InputType} {inputs}, bool masked" : string.Empty)})");
        emitter.Declare(writer, scope);
        emitter.Project(writer, scope, "ref input", "rows");
        emitter.Recur(writer, scope);
        if (canMask)
        {
            writer.Open("if (masked)")
                .Write(context.Network.MaskColumns is null ? "// An agent whose id is 0 keeps its state." : "// An agent whose timestep is masked keeps its state.")
                .Open("for (int r = 0; r < rows; r++)")
                .Open($"if ({MaskCode.RowIsActive(context.Network, inputs)})");
            emitter.Update(writer, scope.OneRow);
            writer.Close().Close().Line().Write("return;").Close().Line();
        }

        emitter.Update(writer, scope);
        writer.Close();
    }
}
