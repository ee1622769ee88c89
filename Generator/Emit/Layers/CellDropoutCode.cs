using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using ModelGen.Generator.Emit.Kernels;
using ModelGen.Generator.Ir;

namespace ModelGen.Generator.Emit.Layers;

/// <summary>
/// Products of training in a cell that may have dropout: gate by gate, each with a masked copy of what it multiplies; or all gates at
/// once in a cell without.
/// </summary>
internal static class CellDropoutCode
{
    /// <summary>The parameters that a forward pass takes in addition, and their arguments.</summary>
    public static (string Parameters, string Arguments) Extra(CellPlan cell)
        => cell.Dropout is null ? (string.Empty, string.Empty) : (", bool training, ulong dropoutKey, ReadOnlySpan<int> rowNumbers", ", training, dropoutKey, rowNumbers");

    /// <summary>Draws the factors at the start of the forward pass.</summary>
    public static void Draw(CodeWriter writer, EmitContext context, RecurrentPlan layer, CellPlan cell)
    {
        if (cell.Dropout is not { Input: null, Hidden: null } and { } dropout)
        {
            writer.Line().Write("// What each gate drops in these rows, at all timesteps.");
            foreach (DroppedVector vector in dropout.Vectors)
            {
                writer.Write($"CellDropout.Draw({context.Training.Kept(cell, vector.Name)}, rows, gates: {dropout.Gates}, {vector.Width}, {vector.Stride}, (float){vector.Rate.ToString("R", CultureInfo.InvariantCulture)}, training, dropoutKey, {layer.Index}, {vector.FirstDraw}, rowNumbers);");
            }
        }
    }

    /// <summary>Draws the factors of <c>timesteps</c> timesteps from <paramref name="first"/> on.</summary>
    public static void DrawTimesteps(CodeWriter writer, EmitContext context, RecurrentPlan layer, CellPlan cell, string? first = null)
    {
        if (cell.Dropout?.Candidate is { } candidate)
        {
            string draw = first is null ? $"{candidate.FirstDraw}" : $"{candidate.FirstDraw} + ({first} * {DroppedCandidate.DrawStep})";
            writer.Line()
                .Write("// What each timestep drops of the candidate.")
                .Write($"CellDropout.DrawTimesteps({context.Training.Kept(cell, DroppedCandidate.Factors)}, timesteps, rows, {candidate.Width}, {candidate.Stride}, (float){candidate.Rate.ToString("R", CultureInfo.InvariantCulture)}, training, dropoutKey, {layer.Index}, {draw}, {DroppedCandidate.DrawStep}, rowNumbers);");
        }
    }

    /// <summary>The statements for result += masked input · kernel, or from where <paramref name="start"/> says.</summary>
    /// <param name="scope">Where the statements stand.</param>
    /// <param name="vector">What is dropped from the input.</param>
    /// <param name="kernel">The kernel.</param>
    /// <param name="firstGate">The cell's gate that is the first one of the kernel's.</param>
    /// <param name="start">Where the chains begin.</param>
    /// <param name="matrix">The local with the kernel's matrix.</param>
    /// <param name="input">The first input row.</param>
    /// <param name="inputStride">Floats from one input row to the next.</param>
    /// <param name="result">The first result row.</param>
    /// <param name="timesteps">Number of timesteps.</param>
    /// <param name="biasRow">The matrix row with the bias.</param>
    public static IEnumerable<string> Product(CellScope scope, DroppedVector vector, KernelRows kernel, int firstGate, ChainStart start, string matrix, string input, int inputStride, string result, string timesteps, int biasRow = 0)
    {
        PackedMatrix packed = kernel.Source.Matrix;
        bool one = packed.Gates == 1;
        string name = scope.Context.Kernels.Use(
            one ? new BlockProductKernel(packed, vector.Width, kernel.FirstRow, vector.Stride, packed.ResultWidth, start, biasRow) : new GateProductKernel(packed, vector.Width, kernel.FirstRow, vector.Stride, start, biasRow),
            $"{scope.Layer.Identifier}{Role(vector)}Gate",
            $"one gate's {(start == ChainStart.Bias ? "bias + " : string.Empty)}masked vector [{vector.Width}] · kernel.");
        for (int gate = 0; gate < packed.Gates; gate++)
        {
            yield return Mask(scope, vector, firstGate + gate, input, inputStride, timesteps);
            yield return $"{name}({matrix}, {Masked(scope)}, {result}, {Rows(scope, timesteps)}{(one ? string.Empty : $", gate: {gate}")});";
        }
    }

    /// <summary>The statements for destination += (delta · kernelᵀ) · factors, or = where it does not accumulate.</summary>
    /// <param name="scope">Where the statements stand.</param>
    /// <param name="vector">What was dropped, or null where all gates are one product.</param>
    /// <param name="kernel">The kernel.</param>
    /// <param name="firstGate">The cell's gate that is the first one of the kernel's.</param>
    /// <param name="delta">The first row of the gates' gradients.</param>
    /// <param name="destination">The first row of the vector's gradient.</param>
    /// <param name="destinationStride">Floats from one row of it to the next.</param>
    /// <param name="accumulates">Adds to what is there.</param>
    /// <param name="timesteps">Number of timesteps.</param>
    /// <param name="whole">Name and documentation of the kernel for all gates.</param>
    public static IEnumerable<string> Gradient(CellScope scope, DroppedVector? vector, KernelRows kernel, int firstGate, string delta, string destination, int destinationStride, bool accumulates, string timesteps, (string Name, string Doc) whole)
    {
        PackedMatrix packed = kernel.Source.Matrix;
        if (vector is null)
        {
            string product = scope.Context.Kernels.Use(
                new BlockProductKernel(kernel.Transposed, packed.ResultWidth, FirstRow: 0, packed.ResultWidth, destinationStride, accumulates ? ChainStart.Result : ChainStart.Zero),
                scope.Layer.Identifier + whole.Name,
                whole.Doc);
            yield return $"{product}({scope.Context.Transposed.At(kernel)}, {delta}, {destination}, {Rows(scope, timesteps)});";
            yield break;
        }

        bool one = packed.Gates == 1;
        string name = scope.Context.Kernels.Use(
            one ? new BlockProductKernel(kernel.Transposed, packed.ResultWidth, FirstRow: 0, packed.ResultWidth, vector.Stride, ChainStart.Zero) : new GateGradientKernel(packed.ColumnsOnly, kernel.Transposed, vector.Stride),
            $"{scope.Layer.Identifier}{Role(vector)}GateGradient",
            $"one gate's gradient · kernelᵀ: to [rows, {vector.Width}].");
        if (!accumulates)
        {
            yield return $"RowOperations.Clear({destination}, {Rows(scope, timesteps)} * {vector.Stride});";
        }

        for (int gate = 0; gate < packed.Gates; gate++)
        {
            yield return $"{name}({scope.Context.Transposed.At(kernel)}, {delta}, {Masked(scope)}, {Rows(scope, timesteps)}{(one ? string.Empty : $", gate: {gate}")});";
            yield return $"CellDropout.MultiplyAdd({Masked(scope)}, {vector.Stride}, {Factors(scope, vector, firstGate + gate)}, {destination}, {vector.Stride}, {vector.Stride}, {timesteps}, {RowsOf(scope, timesteps)});";
        }
    }

    /// <summary>The statements for the kernel's gradient += Σ over timesteps and rows of masked inputᵀ · delta.</summary>
    /// <param name="scope">Where the statements stand.</param>
    /// <param name="vector">What was dropped from the input, or null where all gates are one product.</param>
    /// <param name="kernel">The kernel.</param>
    /// <param name="firstGate">The cell's gate that is the first one of the kernel's.</param>
    /// <param name="matrix">The local with the matrix' gradient.</param>
    /// <param name="input">The first input row.</param>
    /// <param name="inputStride">Floats from one input row to the next.</param>
    /// <param name="delta">The first row of the gates' gradients.</param>
    /// <param name="whole">Name and documentation of the kernel for all gates.</param>
    public static IEnumerable<string> Outer(CellScope scope, DroppedVector? vector, KernelRows kernel, int firstGate, string matrix, string input, int inputStride, string delta, (string Name, string Doc) whole)
    {
        PackedMatrix packed = kernel.Source.Matrix;
        if (vector is null)
        {
            string product = scope.Context.Kernels.Use(new OuterProductKernel(packed, kernel.Rows, kernel.FirstRow, inputStride, packed.ResultWidth), scope.Layer.Identifier + whole.Name, whole.Doc);
            yield return $"{product}({matrix}, {input}, {delta}, timesteps * rows);";
            yield break;
        }

        bool one = packed.Gates == 1;
        string name = scope.Context.Kernels.Use(
            one ? new OuterProductKernel(packed, vector.Width, kernel.FirstRow, vector.Stride, packed.ResultWidth) : new GateOuterProductKernel(packed, vector.Width, kernel.FirstRow, vector.Stride),
            $"{scope.Layer.Identifier}{Role(vector)}GateKernelGradient",
            $"one gate's part of the kernel's gradient [{vector.Width}, {packed.Units}] += Σ over timesteps and rows of the masked vector's transpose · its gradients.");
        for (int gate = 0; gate < packed.Gates; gate++)
        {
            yield return Mask(scope, vector, firstGate + gate, input, inputStride, "timesteps");
            yield return $"{name}({matrix}, {Masked(scope)}, {delta}, timesteps * rows{(one ? string.Empty : $", gate: {gate}")});";
        }
    }

    /// <summary>Writes statements one by one.</summary>
    public static void Write(CodeWriter writer, params IEnumerable<string>[] statements)
    {
        foreach (string statement in statements.SelectMany(s => s))
        {
            writer.Write(statement);
        }
    }

    private static string Mask(CellScope scope, DroppedVector vector, int gate, string input, int inputStride, string timesteps)
        => $"CellDropout.Multiply({input}, {inputStride}, {Factors(scope, vector, gate)}, {Masked(scope)}, {vector.Stride}, {vector.Width}, {timesteps}, {RowsOf(scope, timesteps)});";

    /// <summary>One gate's factors of the first row, and the distance to the next row's.</summary>
    private static string Factors(CellScope scope, DroppedVector vector, int gate)
    {
        string factors = scope.Context.Training.Kept(scope.Cell, vector.Name);
        string first = gate == 0 ? factors : $"ref Unsafe.Add({factors}, {gate * vector.Stride})";
        return $"{first}, {scope.Cell.Dropout!.Gates * vector.Stride}";
    }

    private static string Masked(CellScope scope) => scope.Context.Training.Kept(scope.Cell, CellDropoutPlan.Masked);

    private static string Rows(CellScope scope, string timesteps) => timesteps == "1" ? scope.Count : $"{timesteps} * rows";

    /// <summary>Rows of each of so many timesteps.</summary>
    private static string RowsOf(CellScope scope, string timesteps) => timesteps == "1" ? scope.Count : "rows";

    private static string Role(DroppedVector vector) => char.ToUpperInvariant(vector.Name[0]) + vector.Name.Substring(1, vector.Name.IndexOf("Factors", StringComparison.Ordinal) - 1);
}
