using System.Collections.Generic;
using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;

namespace ModelGen.Analyzers.Usage;

/// <summary>One element of an array that is written out: its value where that is a constant, and where it stands.</summary>
internal readonly record struct ConstantElement(int? Value, SyntaxNode Syntax);

/// <summary>Integers that a program writes out: initialisers, collection expressions and stackalloc, through variables that nothing writes to.</summary>
internal static class ConstantArrays
{
    private const int MostSteps = 8;

    /// <summary>The elements, some of which may be unknown; null where even their number is.</summary>
    public static IReadOnlyList<ConstantElement>? Read(IOperation? value) => Read(value, 0);

    /// <summary>A number, through variables that get only one value.</summary>
    public static int? Number(IOperation? value, int depth = 0)
    {
        switch (Unwrap(value))
        {
            case null:
                return null;
            case { ConstantValue: { HasValue: true, Value: int number } }:
                return number;
            case ILocalReferenceOperation { Local: var local } reference when depth < MostSteps && !IsWritten(local, reference):
                return Number(InitializerOf(local, reference), depth + 1);
            case IFieldReferenceOperation { Field: { IsReadOnly: true } field } reference when depth < MostSteps && !IsAssignedInConstructor(field):
                return Number(InitializerOf(field, reference), depth + 1);
            default:
                return null;
        }
    }

    /// <summary>The value of a local variable or field, where it gets no other than that of its declaration.</summary>
    public static IOperation? OnlyValueOf(IOperation reference) => reference switch
    {
        ILocalReferenceOperation { Local: var local } when !IsReassigned(local, reference) => InitializerOf(local, reference),
        IFieldReferenceOperation { Field: { IsReadOnly: true } field } when !IsAssignedInConstructor(field) => InitializerOf(field, reference),
        _ => null,
    };

    private static bool IsReassigned(ILocalSymbol local, IOperation use)
    {
        IOperation root = use;
        while (root.Parent is { } parent)
        {
            root = parent;
        }

        return root.Descendants().Any(o => o switch
        {
            IAssignmentOperation { Target: ILocalReferenceOperation target } => SymbolEqualityComparer.Default.Equals(target.Local, local),
            IArgumentOperation { Parameter.RefKind: RefKind.Ref or RefKind.Out, Value: ILocalReferenceOperation given } => SymbolEqualityComparer.Default.Equals(given.Local, local),
            _ => false,
        });
    }

    private static IReadOnlyList<ConstantElement>? Read(IOperation? value, int depth)
    {
        IOperation? own = Unwrap(value);
        if (own is null || depth > MostSteps)
        {
            return null;
        }

        switch (own)
        {
            case IArrayCreationOperation { Initializer: { } initializer } array when array.DimensionSizes.Length == 1:
                return initializer.ElementValues.Select(Element).ToArray();
            case IArrayInitializerOperation initializer:
                return initializer.ElementValues.Select(Element).ToArray();
            case ICollectionExpressionOperation collection:
                var elements = new List<ConstantElement>();
                foreach (IOperation element in collection.Elements)
                {
                    if (element is ISpreadOperation spread)
                    {
                        if (Read(spread.Operand, depth + 1) is not { } more)
                        {
                            return null;
                        }

                        elements.AddRange(more.Select(m => m with { Syntax = spread.Syntax }));
                    }
                    else
                    {
                        elements.Add(Element(element));
                    }
                }

                return elements;
            case ILocalReferenceOperation { Local: var local } when !IsWritten(local, own):
                return At(ReadInitializer(local, own, depth + 1), own.Syntax);
            case IFieldReferenceOperation { Field: { IsReadOnly: true } field } when !IsAssignedInConstructor(field) && !HasElementsWritten(field):
                return At(ReadInitializer(field, own, depth + 1), own.Syntax);
            case IInvocationOperation { Arguments.Length: 1, TargetMethod.Name: "AsSpan" or "AsMemory" or "ToArray" } call:
                return Read(call.Arguments[0].Value, depth + 1);
            case IInvocationOperation { Arguments.Length: 3, TargetMethod.Name: "AsSpan" or "AsMemory" } slice
                when Number(slice.Arguments[1].Value) is { } start && Number(slice.Arguments[2].Value) is { } length && Read(slice.Arguments[0].Value, depth + 1) is { } whole
                    && start >= 0 && length >= 0 && start + length <= whole.Count:
                return whole.Skip(start).Take(length).ToArray();
            case IObjectCreationOperation { Type.Name: "ReadOnlySpan" or "Span" or "ReadOnlyMemory" or "Memory", Arguments.Length: 1 } creation:
                return Read(creation.Arguments[0].Value, depth + 1);
        }

        // stackalloc has no operation of its own.
        return own.SemanticModel is { } model ? ReadStackalloc(own.Syntax, model) : null;
    }

    private static IReadOnlyList<ConstantElement>? ReadStackalloc(SyntaxNode syntax, SemanticModel model)
    {
        InitializerExpressionSyntax? written = syntax switch
        {
            StackAllocArrayCreationExpressionSyntax stack => stack.Initializer,
            ImplicitStackAllocArrayCreationExpressionSyntax stack => stack.Initializer,
            _ => null,
        };
        return written?.Expressions.Select(e => model.GetOperation(e) is { } element ? Element(element) : new ConstantElement(null, e)).ToArray();
    }

    private static IReadOnlyList<ConstantElement>? ReadInitializer(ISymbol variable, IOperation use, int depth)
        => InitializerOf(variable, use) is { } operation ? Read(operation, depth)
            : SyntaxOf(variable, use) is { } value ? ReadStackalloc(value, use.SemanticModel!) : null;

    private static ConstantElement Element(IOperation element) => new(Number(element), element.Syntax);

    // What is at fault is shown where it is used.
    private static IReadOnlyList<ConstantElement>? At(IReadOnlyList<ConstantElement>? elements, SyntaxNode use) => elements?.Select(e => e with { Syntax = use }).ToArray();

    private static IOperation? Unwrap(IOperation? value)
    {
        while (value is IConversionOperation or IParenthesizedOperation or IArgumentOperation or IVariableInitializerOperation or IFieldInitializerOperation)
        {
            if (value.ConstantValue.HasValue)
            {
                return value;
            }

            value = value switch
            {
                IConversionOperation conversion => conversion.Operand,
                IParenthesizedOperation parenthesized => parenthesized.Operand,
                IArgumentOperation argument => argument.Value,
                ISymbolInitializerOperation initializer => initializer.Value,
                _ => null,
            };
        }

        return value;
    }

    private static IOperation? InitializerOf(ISymbol variable, IOperation use) => SyntaxOf(variable, use) is { } value ? use.SemanticModel!.GetOperation(value) : null;

    // Variables of the same file: another one has another semantic model.
    private static ExpressionSyntax? SyntaxOf(ISymbol variable, IOperation use)
        => variable.DeclaringSyntaxReferences.FirstOrDefault() is { } reference && reference.SyntaxTree == use.SemanticModel?.SyntaxTree
            && reference.GetSyntax() is VariableDeclaratorSyntax { Initializer.Value: { } value } ? value : null;

    /// <summary>The variable, or an element of it, may get another value than that of its declaration.</summary>
    private static bool IsWritten(ILocalSymbol local, IOperation use)
    {
        IOperation root = use;
        while (root.Parent is { } parent)
        {
            root = parent;
        }

        return root.Descendants().Any(o => o is ILocalReferenceOperation reference && SymbolEqualityComparer.Default.Equals(reference.Local, local) && !IsRead(reference));
    }

    private static bool IsRead(IOperation reference)
    {
        IOperation current = reference;
        while (true)
        {
            switch (current.Parent)
            {
                case IConversionOperation conversion:
                    current = conversion;
                    continue;
                case IArgumentOperation { Parameter: { } parameter } argument:
                    // A span of it that a method can write to leaves nothing known; AsSpan is looked through.
                    if (parameter.RefKind is RefKind.Ref or RefKind.Out)
                    {
                        return false;
                    }

                    if (parameter.Type is INamedTypeSymbol { Name: "ReadOnlySpan" or "ReadOnlyMemory" or "IReadOnlyList" or "IEnumerable" } || parameter.Type is { IsValueType: true, Name: not ("Span" or "Memory") })
                    {
                        return true;
                    }

                    if (argument.Parent is IInvocationOperation { TargetMethod.Name: "AsSpan" or "AsMemory" } view)
                    {
                        current = view;
                        continue;
                    }

                    return argument.Parent is IInvocationOperation { TargetMethod.Name: "ToArray" } or IObjectCreationOperation { Type.Name: "ReadOnlySpan" or "ReadOnlyMemory" };
                case IArrayElementReferenceOperation or IImplicitIndexerReferenceOperation or IPropertyReferenceOperation { Property.IsIndexer: true }:
                    current = current.Parent;
                    continue;
                case IAssignmentOperation assignment when assignment.Target == current:
                case IIncrementOrDecrementOperation:
                case IAddressOfOperation:
                    return false;
                case IVariableInitializerOperation { Parent: IVariableDeclaratorOperation { Symbol.IsRef: true } }:
                    return false;
                case IVariableInitializerOperation { Parent: IVariableDeclaratorOperation { Symbol.Type: var type } }:
                    return type.IsValueType && type.Name is not ("Span" or "Memory");
                case IAssignmentOperation { Target.Type: var target }:
                    return target is { IsValueType: true, Name: not ("Span" or "Memory") };
                case IReturnOperation:
                    return true;
                default:
                    return current.Parent is not (IInvocationOperation { TargetMethod.Name: "Fill" or "Clear" or "Reverse" or "Sort" } or IAnonymousObjectCreationOperation or IArrayInitializerOperation or ITupleOperation)
                        || current.Type is { IsValueType: true, Name: not ("Span" or "Memory") };
            }
        }
    }

    private static bool IsAssignedInConstructor(IFieldSymbol field)
        => field.ContainingType.DeclaringSyntaxReferences.Any(r => r.GetSyntax().DescendantNodes().OfType<AssignmentExpressionSyntax>().Any(a => NameOf(a.Left) == field.Name));

    // An element that is assigned, or a method that is given the array itself.
    private static bool HasElementsWritten(IFieldSymbol field)
        => (field.DeclaredAccessibility is not Accessibility.Private && field.Type is IArrayTypeSymbol && field.ContainingType.DeclaredAccessibility == Accessibility.Public)
            || field.ContainingType.DeclaringSyntaxReferences.Any(r => r.GetSyntax().DescendantNodes().Any(n => n switch
            {
                AssignmentExpressionSyntax { Left: ElementAccessExpressionSyntax access } => NameOf(access.Expression) == field.Name,
                ArgumentSyntax { RefKindKeyword.RawKind: not 0 } argument => argument.DescendantTokens().Any(t => t.IsKind(SyntaxKind.IdentifierToken) && t.ValueText == field.Name),
                InvocationExpressionSyntax { Expression: MemberAccessExpressionSyntax { Name.Identifier.ValueText: "Fill" or "Clear" or "Sort" or "Reverse" or "Copy" or "Shuffle" } } call
                    => call.DescendantTokens().Any(t => t.IsKind(SyntaxKind.IdentifierToken) && t.ValueText == field.Name),
                _ => false,
            }));

    private static string? NameOf(ExpressionSyntax expression) => expression switch
    {
        IdentifierNameSyntax identifier => identifier.Identifier.ValueText,
        MemberAccessExpressionSyntax member => member.Name.Identifier.ValueText,
        _ => null,
    };
}
