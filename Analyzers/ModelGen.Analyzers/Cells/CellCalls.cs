using System.Collections.Immutable;
using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;

namespace ModelGen.Analyzers.Cells;

/// <summary>MG1013 where a cell is called: the two states are passed, or taken from its result, crosswise.</summary>
internal static class CellCalls
{
    public static void Analyze(OperationAnalysisContext context, IInvocationOperation call)
    {
        IMethodSymbol method = call.TargetMethod;
        if (Argument(call, StateName.Hidden) is { } hidden && Argument(call, StateName.Cell) is { } cell
            && NameOf(hidden.Value) is { } hiddenName && NameOf(cell.Value) is { } cellName
            && StateNames.Of(hiddenName) == StateName.Cell && StateNames.Of(cellName) == StateName.Hidden)
        {
            Report(
                hidden.Value.Syntax,
                $"Cell '{method.Name}' is given '{hiddenName}' as '{hidden.Parameter!.Name}' and '{cellName}' as '{cell.Parameter!.Name}'",
                "Exchange the two arguments");
        }

        if (Deconstruction(call) is { Elements.Length: > 1 } targets && method.ReturnType is INamedTypeSymbol { IsTupleType: true } result
            && result.TupleElements.Length == targets.Elements.Length)
        {
            int first = IndexOf(result, StateName.Hidden);
            int second = IndexOf(result, StateName.Cell);
            if (first >= 0 && second >= 0
                && StateNames.Of(NameOf(targets.Elements[first])) == StateName.Cell && StateNames.Of(NameOf(targets.Elements[second])) == StateName.Hidden)
            {
                Report(
                    targets.Syntax,
                    $"Cell '{method.Name}' returns ({string.Join(", ", result.TupleElements.Select(e => e.Name))}), and its {(first < second ? "hidden" : "cell")} state is taken for '{NameOf(targets.Elements[System.Math.Min(first, second)])}'",
                    "Exchange the two variables");
            }
        }

        void Report(SyntaxNode syntax, string what, string remedy)
            => context.ReportDiagnostic(Diagnostic.Create(Descriptors.SwappedStates, syntax.GetLocation(), what, remedy));
    }

    /// <summary>The only argument whose parameter is called as this state is.</summary>
    private static IArgumentOperation? Argument(IInvocationOperation call, StateName state)
    {
        IArgumentOperation[] found = call.Arguments
            .Where(a => a.ArgumentKind == ArgumentKind.Explicit && a.Parameter is { RefKind: not RefKind.Out } parameter && StateNames.Of(parameter.Name) == state)
            .ToArray();
        return found.Length == 1 ? found[0] : null;
    }

    private static int IndexOf(INamedTypeSymbol tuple, StateName state)
    {
        ImmutableArray<IFieldSymbol> elements = tuple.TupleElements;
        int[] found = Enumerable.Range(0, elements.Length).Where(i => StateNames.Of(elements[i].Name) == state).ToArray();
        return found.Length == 1 ? found[0] : -1;
    }

    private static ITupleOperation? Deconstruction(IOperation call)
    {
        IOperation value = call;
        while (value.Parent is IConversionOperation or IAwaitOperation or IParenthesizedOperation)
        {
            value = value.Parent;
        }

        if (value.Parent is not IDeconstructionAssignmentOperation deconstruction || !ReferenceEquals(deconstruction.Value, value))
        {
            return null;
        }

        IOperation target = deconstruction.Target;
        return (target is IDeclarationExpressionOperation declaration ? declaration.Expression : target) as ITupleOperation;
    }

    private static string? NameOf(IOperation operation) => operation switch
    {
        ILocalReferenceOperation local => local.Local.Name,
        IParameterReferenceOperation parameter => parameter.Parameter.Name,
        IMemberReferenceOperation { Member: IFieldSymbol or IPropertySymbol { IsIndexer: false } } member => member.Member.Name,
        IConversionOperation conversion => NameOf(conversion.Operand),
        IParenthesizedOperation parenthesized => NameOf(parenthesized.Operand),
        IDeclarationExpressionOperation declaration => NameOf(declaration.Expression),
        IArrayElementReferenceOperation element => NameOf(element.ArrayReference),
        _ => null,
    };
}
