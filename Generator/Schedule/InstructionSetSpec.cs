using System.Collections.Generic;

namespace ModelGen.Generator.Schedule;

/// <summary>How one vector width is spelled in C#. Width 1 is a plain float.</summary>
/// <param name="Width">Lanes.</param>
/// <param name="FusesInHardware">FusedMultiplyAdd is an instruction wherever this width is used.</param>
internal sealed record VectorSpec(int Width, bool FusesInHardware)
{
    public static readonly VectorSpec V512 = new(16, FusesInHardware: true);
    public static readonly VectorSpec V256 = new(8, FusesInHardware: true);
    public static readonly VectorSpec V128 = new(4, FusesInHardware: false);
    public static readonly VectorSpec Float = new(1, FusesInHardware: false);

    private string Static => $"Vector{Width * 32}";

    public string Type => Width == 1 ? "float" : $"{Static}<float>";

    public string Zero => Width == 1 ? "0f" : $"{Type}.Zero";

    public string Load(string reference, string offset)
        => Width == 1 ? $"Unsafe.Add(ref {reference}, {offset})"
            : offset == "0" ? $"{Static}.LoadUnsafe(ref {reference})"
            : $"{Static}.LoadUnsafe(ref {reference}, {(IsLiteral(offset) ? offset : $"(nuint)({offset})")})";

    public string Load(string reference, int offset) => Load(reference, Text(offset));

    public string Store(string value, string reference, string offset)
        => Width == 1 ? $"Unsafe.Add(ref {reference}, {offset}) = {value};"
            : offset == "0" ? $"{value}.StoreUnsafe(ref {reference});"
            : $"{value}.StoreUnsafe(ref {reference}, {(IsLiteral(offset) ? offset : $"(nuint)({offset})")});";

    public string Store(string value, string reference, int offset) => Store(value, reference, Text(offset));

    /// <summary>All lanes equal to <paramref name="scalar"/>.</summary>
    public string Broadcast(string scalar) => Width == 1 ? scalar : $"{Static}.Create({scalar})";

    /// <summary>a·b + c with one rounding.</summary>
    public string MultiplyAdd(string a, string b, string c)
        => FusesInHardware ? $"{Static}.FusedMultiplyAdd({a}, {b}, {c})" : $"VectorMath.MultiplyAdd({a}, {b}, {c})";

    /// <summary>Lanes of <paramref name="value"/> where <paramref name="x"/> &gt; <paramref name="bound"/>, else 0.</summary>
    public string WhereGreater(string x, string bound, string value)
        => Width == 1 ? $"({x} > {bound} ? {value} : 0f)"
            : $"{Static}.ConditionalSelect({Static}.GreaterThan({x}, {bound}), {value}, {Zero})";

    /// <summary>Lanes of <paramref name="value"/> where low &lt; x &lt; high, else 0.</summary>
    public string WhereBetween(string x, string low, string high, string value)
        => Width == 1 ? $"({x} > {low} && {x} < {high} ? {value} : 0f)"
            : $"{Static}.ConditionalSelect({Static}.GreaterThan({x}, {low}) & {Static}.LessThan({x}, {high}), {value}, {Zero})";

    private static bool IsLiteral(string offset)
    {
        foreach (char c in offset)
        {
            if (!char.IsDigit(c))
            {
                return false;
            }
        }

        return true;
    }

    private static string Text(int value) => value.ToString(System.Globalization.CultureInfo.InvariantCulture);
}

/// <summary>
/// One tier: its vectors and register tiles. A kernel template is written once and takes all it needs to know about
/// the machine from here. Tiles decide speed only: every output is one chain of fused multiply-adds on all tiers.
/// </summary>
/// <param name="Name">Member of the runtime's <c>InstructionSet</c>.</param>
/// <param name="Vector">The tier's widest vector.</param>
/// <param name="RowAccumulators">Accumulators of a product of one row with a panel: enough chains to hide the latency of one FMA.</param>
/// <param name="TileColumns">Columns of a tile in a product of several rows.</param>
/// <param name="TileRows">Rows of such a tile.</param>
/// <param name="OuterRows">Rows of a tile in a sum of outer products.</param>
/// <param name="UnrollsRows">Loops of a product of one row are unrolled.</param>
internal sealed record InstructionSetSpec(
    string Name,
    VectorSpec Vector,
    int RowAccumulators,
    int TileColumns,
    int TileRows,
    int OuterRows,
    bool UnrollsRows)
{
    public static readonly IReadOnlyList<InstructionSetSpec> All = new[]
    {
        // 32 registers: 6 rows × 4 vectors leave 8 for the panel and the broadcast; 16 chains of a single row share a broadcast.
        new InstructionSetSpec("Vector512", VectorSpec.V512, RowAccumulators: 16, TileColumns: 64, TileRows: 6, OuterRows: 6, UnrollsRows: true),
        // 16 registers: 6 rows × 2 vectors, 2 of the panel, 1 broadcast.
        new InstructionSetSpec("Vector256", VectorSpec.V256, RowAccumulators: 8, TileColumns: 16, TileRows: 6, OuterRows: 6, UnrollsRows: true),
        new InstructionSetSpec("Vector128", VectorSpec.V128, RowAccumulators: 8, TileColumns: 8, TileRows: 4, OuterRows: 4, UnrollsRows: false),
        new InstructionSetSpec("Scalar", VectorSpec.Float, RowAccumulators: 4, TileColumns: 4, TileRows: 1, OuterRows: 2, UnrollsRows: false),
    };

    /// <summary>Name of the nested struct that holds the tier's kernels.</summary>
    public string ClassName => "Kernels" + Name;

    /// <summary>The widest vector of this tier that divides <paramref name="columns"/>.</summary>
    public VectorSpec VectorFor(int columns)
        => columns % Vector.Width == 0 ? Vector : VectorSpec.V256;
}
