using ModelGen.Generator.Ir;

namespace ModelGen.Generator.Emit.Layers;

/// <summary>
/// Layer normalisation of an LSTM's gates and of its new c, and its gradient; nothing in a cell without. Locals of a timestep in training are
/// <c>s</c> and <c>u</c>, the gates' sums and the new c before they are normalised.
/// </summary>
internal static class LstmNormalizationEmitter
{
    /// <summary>Keeps gains and shifts for the backward pass.</summary>
    public static void Declare(CodeWriter writer, CellScope scope)
    {
        if (!scope.Keeps || Plan(scope) is not { GateNorm: { } gates, CellNorm: { } cellNorm } cell)
        {
            return;
        }

        writer.Write("// The backward pass reads gains and shifts beside what else is kept.")
            .Write($"RowOperations.Copy(ref Unsafe.Add(ref weights, {gates.Offset}), {scope.Context.Training.Kept(cell, "gateNorm")}, {gates.Matrix.Length});")
            .Write($"RowOperations.Copy(ref Unsafe.Add(ref weights, {cellNorm.Offset}), {scope.Context.Training.Kept(cell, "cellNorm")}, {cellNorm.Matrix.Length});");
    }

    /// <summary>Locals of a timestep in training.</summary>
    public static void DeclareTimestep(CodeWriter writer, CellScope scope)
    {
        LstmCellPlan cell = Plan(scope);
        if (cell.GateNorm is not null)
        {
            writer.Write($"ref float s = {scope.AtTimestep("sums", cell.GateWidth)};")
                .Write($"ref float u = {scope.AtTimestep("newCell", cell.PaddedUnits)};");
        }
    }

    /// <summary>The gates' sums <paramref name="z"/> in place.</summary>
    public static void Gates(CodeWriter writer, CellScope scope, string weights, string z, string count)
    {
        LstmCellPlan cell = Plan(scope);
        if (cell.GateNorm is not { } norm)
        {
            return;
        }

        string sums = z;
        if (scope.Keeps)
        {
            sums = scope.At("s", cell.GateWidth);
            writer.Write($"RowOperations.Copy({z}, {sums}, {count} * {cell.GateWidth});");
        }

        writer.Write($"CellNormalization.Apply({sums}, ref Unsafe.Add({weights}, {scope.Weights(norm).Offset}), {z}, {Shape(cell, norm)}, {count});");
    }

    /// <summary>Where the new c goes before it is normalised to <paramref name="after"/>.</summary>
    public static string NewCell(CellScope scope, string after)
        => Plan(scope).CellNorm is not null && scope.Keeps ? scope.At("u", Plan(scope).PaddedUnits) : after;

    /// <summary>From <paramref name="newCell"/> to c.</summary>
    public static void Cell(CodeWriter writer, CellScope scope, string weights, string newCell, string after, string count)
    {
        LstmCellPlan cell = Plan(scope);
        if (cell.CellNorm is not { } norm)
        {
            return;
        }

        if (scope.Keeps)
        {
            // Lanes beyond the last unit too.
            writer.Write($"RowOperations.Copy({newCell}, {after}, {count} * {cell.PaddedUnits});");
        }

        writer.Write($"CellNormalization.Apply({newCell}, ref Unsafe.Add({weights}, {scope.Weights(norm).Offset}), {after}, {Shape(cell, norm)}, {count});");
    }

    /// <summary>From the gradient of c to that of the new c before it was normalised.</summary>
    public static void CellGradient(CodeWriter writer, CellScope scope)
    {
        LstmCellPlan cell = Plan(scope);
        if (cell.CellNorm is { } norm)
        {
            Gradient(writer, scope, norm, scope.At("u", cell.PaddedUnits), "cellNorm", scope.Gradient(cell.CellState));
        }
    }

    /// <summary>From the gradients of the normalised gates to those of their sums.</summary>
    public static void GateGradient(CodeWriter writer, CellScope scope)
    {
        LstmCellPlan cell = Plan(scope);
        if (cell.GateNorm is { } norm)
        {
            Gradient(writer, scope, norm, scope.At("s", cell.GateWidth), "gateNorm", scope.At("z", cell.GateWidth));
        }
    }

    private static void Gradient(CodeWriter writer, CellScope scope, PlacedMatrix norm, string source, string table, string delta)
    {
        LstmCellPlan cell = Plan(scope);
        writer.Write($"CellNormalization.Gradient({source}, ref {table}, {delta}, ref Unsafe.Add(ref gradient, {norm.Offset}), {DescriptionEmitter.Bool(cell.UseBias)}, {Shape(cell, norm)}, {scope.Count});");
    }

    // Epsilon, units, gates, and lanes of a gate in a panel.
    private static string Shape(LstmCellPlan cell, PlacedMatrix norm)
        => $"{DescriptionEmitter.Real(cell.LayerNormEpsilon)}, {cell.Units}, {norm.Matrix.Gates}, {norm.Matrix.GateLanes}";

    private static LstmCellPlan Plan(CellScope scope) => (LstmCellPlan)scope.Cell;
}
