using System.Linq;
using System.Text.RegularExpressions;
using Microsoft.CodeAnalysis;

namespace ModelGen.Analyzers.Cells;

/// <summary>What a type stands for in a cell's code.</summary>
internal static class CellTypes
{
    private static readonly string[] s_buffers =
        ["Span", "ReadOnlySpan", "Memory", "ReadOnlyMemory", "ArraySegment", "List", "IList", "IReadOnlyList", "IEnumerable", "ICollection", "IReadOnlyCollection", "ImmutableArray"];

    private static readonly Regex s_numericNames = new("(Matrix|Tensor|NDArray|Vector|Mat|Vec)[0-9]*(x[0-9])?[FD]?$", RegexOptions.CultureInvariant);

    /// <summary>A number, or something that is computed with like one: a SIMD vector, a matrix.</summary>
    public static bool IsNumber(ITypeSymbol? type)
    {
        if (type is null)
        {
            return false;
        }

        if (type.SpecialType is SpecialType.System_Single or SpecialType.System_Double or SpecialType.System_Decimal)
        {
            return true;
        }

        return type switch
        {
            ITypeParameterSymbol => true,
            INamedTypeSymbol { IsTupleType: false, TypeKind: TypeKind.Class or TypeKind.Struct or TypeKind.Interface } named when named.SpecialType == SpecialType.None
                => named.Name == "Half" || IsMatrixLike(named),
            _ => false,
        };
    }

    /// <summary>A type of whole matrices or vectors, of the framework or the user's own.</summary>
    public static bool IsMatrixLike(ITypeSymbol type)
        => !IsBuffer(type)
            && type is INamedTypeSymbol { TypeKind: TypeKind.Class or TypeKind.Struct or TypeKind.Interface } named
            && named.SpecialType == SpecialType.None
            && !IsInteger(type)
            && (s_numericNames.IsMatch(named.Name)
                || named.GetMembers(WellKnownMemberNames.AdditionOperatorName).Length > 0
                || named.GetMembers(WellKnownMemberNames.MultiplyOperatorName).Length > 0);

    public static bool IsInteger(ITypeSymbol? type) => type?.SpecialType is SpecialType.System_Int32 or SpecialType.System_Int64 or SpecialType.System_UInt32
        or SpecialType.System_UInt64 or SpecialType.System_Int16 or SpecialType.System_UInt16 or SpecialType.System_Byte or SpecialType.System_SByte
        or SpecialType.System_IntPtr or SpecialType.System_UIntPtr;

    /// <summary>An array, a span, a list or a pointer.</summary>
    public static bool IsBuffer(ITypeSymbol? type) => type switch
    {
        IArrayTypeSymbol or IPointerTypeSymbol => true,
        INamedTypeSymbol { TypeArguments.Length: 1 } named => s_buffers.Contains(named.Name),
        _ => false,
    };

    /// <summary>Whether writing to it is not possible.</summary>
    public static bool IsReadOnlyBuffer(ITypeSymbol? type)
        => type is INamedTypeSymbol { Name: "ReadOnlySpan" or "ReadOnlyMemory" or "IReadOnlyList" or "IEnumerable" or "IReadOnlyCollection" or "ImmutableArray" };

    /// <summary>What the elements of a buffer are.</summary>
    public static ITypeSymbol? ElementOf(ITypeSymbol? type) => type switch
    {
        IArrayTypeSymbol array => array.ElementType,
        IPointerTypeSymbol pointer => pointer.PointedAtType,
        INamedTypeSymbol { TypeArguments.Length: 1 } named => named.TypeArguments[0],
        _ => null,
    };
}
