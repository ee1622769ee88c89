using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace ModelGen.Analyzers.Usage.Training;

/// <summary>Locals of a body, and what they stand for.</summary>
internal static class LocalValues
{
    public static IOperation Stripped(IOperation operation)
    {
        while (operation is IConversionOperation conversion)
        {
            operation = conversion.Operand;
        }

        return operation;
    }

    public static ILocalSymbol? LocalOf(IOperation? operation) => operation is null ? null : (Stripped(operation) as ILocalReferenceOperation)?.Local;

    /// <summary>What a local is given where it is declared, if it is given nothing else.</summary>
    public static IOperation? ValueOf(ILocalSymbol local, IOperation[] body)
    {
        if (body.OfType<IAssignmentOperation>().Any(a => SymbolEqualityComparer.Default.Equals(LocalOf(a.Target), local)))
        {
            return null;
        }

        IVariableDeclaratorOperation? declarator = body.OfType<IVariableDeclaratorOperation>().FirstOrDefault(d => SymbolEqualityComparer.Default.Equals(d.Symbol, local));
        return declarator?.GetVariableInitializer()?.Value is { } value ? Stripped(value) : null;
    }
}
