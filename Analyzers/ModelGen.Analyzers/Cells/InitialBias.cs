using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace ModelGen.Analyzers.Cells;

internal enum BiasState
{
    /// <summary>There is one, or there may be.</summary>
    Present,
    Missing,
    Zero,
}

/// <summary>What a gate's bias is before anything was learnt, where the program says it.</summary>
internal sealed class InitialBias
{
    private readonly Compilation _compilation;
    private readonly CancellationToken _cancellation;

    public InitialBias(Compilation compilation, CancellationToken cancellation)
    {
        _compilation = compilation;
        _cancellation = cancellation;
    }

    /// <summary>The bias of a pre-activation, and its name where it is a field that starts at zero.</summary>
    public (BiasState State, string? Name) Of(Value preActivation)
    {
        preActivation = ValueFactory.WithoutBounds(preActivation);
        IEnumerable<Value> terms = preActivation.Kind == ValueKind.Sum ? preActivation.Operands : new[] { preActivation };
        string? zero = null;
        foreach (Value term in terms)
        {
            switch (term.Kind)
            {
                case ValueKind.Constant:
                    return (BiasState.Present, null);
                case ValueKind.Product when term.Operands.Count(o => o.Kind != ValueKind.Constant) > 1 && term.Operands.All(IsWeightOrInput):
                    break;
                case ValueKind.Read when term.Region!.Kind == RegionKind.Fresh:
                    // What an array of the method itself held: nothing yet.
                    break;
                case ValueKind.Read when term.Region!.Field is { } field && StartsAtZero(field):
                    zero ??= field.Name;
                    break;
                default:
                    return (BiasState.Present, null);
            }
        }

        return zero is null ? (BiasState.Missing, null) : (BiasState.Zero, zero);
    }

    /// <summary>A factor that holds no bias: a weight, an input, a state.</summary>
    private static bool IsWeightOrInput(Value factor) => ValueFactory.WithoutBounds(factor).Kind switch
    {
        ValueKind.Constant or ValueKind.Read or ValueKind.Tanh or ValueKind.Sigmoid => true,
        // Inputs one after another: a constant among them is a bias.
        ValueKind.Choice => factor.Operands.All(o => o.IsConstant(0) || (o.Kind != ValueKind.Constant && IsWeightOrInput(o))),
        ValueKind.Product => factor.Operands.All(IsWeightOrInput),
        ValueKind.Sum => factor.Operands.All(o => o.Kind == ValueKind.Product && o.Operands.All(IsWeightOrInput)),
        _ => false,
    };

    /// <summary>
    /// Whether nothing but zeros can be in a field before training: a private field that its initialiser leaves at zero and that nothing else writes, other than by
    /// taking gradients away.
    /// </summary>
    private bool StartsAtZero(IFieldSymbol field)
    {
        if (field.DeclaredAccessibility != Accessibility.Private || field.IsConst || field.ContainingType.TypeKind != TypeKind.Class
            || field.GetAttributes().Length > 0 || field.ContainingType.GetAttributes().Any(IsForSerializer))
        {
            return false;
        }

        bool isSet = false;
        foreach (SyntaxReference reference in field.ContainingType.DeclaringSyntaxReferences)
        {
            SyntaxNode declaration = reference.GetSyntax(_cancellation);
#pragma warning disable RS1030 // Only the type of a cell whose bias is in question.
            SemanticModel model = _compilation.GetSemanticModel(declaration.SyntaxTree);
#pragma warning restore RS1030
            foreach (SyntaxNode node in declaration.DescendantNodes())
            {
                if (node is Microsoft.CodeAnalysis.CSharp.Syntax.VariableDeclaratorSyntax { Initializer: { } initializer } declarator
                    && declarator.Identifier.ValueText == field.Name
                    && SymbolEqualityComparer.Default.Equals(model.GetDeclaredSymbol(declarator, _cancellation), field))
                {
                    if (!IsZero(model.GetOperation(initializer.Value, _cancellation)))
                    {
                        return false;
                    }

                    isSet = true;
                }
                else if (node is Microsoft.CodeAnalysis.CSharp.Syntax.IdentifierNameSyntax name && name.Identifier.ValueText == field.Name
                    && SymbolEqualityComparer.Default.Equals(model.GetSymbolInfo(name, _cancellation).Symbol, field))
                {
                    Microsoft.CodeAnalysis.CSharp.Syntax.ExpressionSyntax whole = name.Parent is Microsoft.CodeAnalysis.CSharp.Syntax.MemberAccessExpressionSyntax access && access.Name == name ? access : name;
                    if (model.GetOperation(whole, _cancellation) is not { } use || !KeepsZero(use, ref isSet))
                    {
                        return false;
                    }
                }
            }
        }

        return isSet || field.Type is not IArrayTypeSymbol;
    }

    /// <summary>A serialiser writes fields that no code writes.</summary>
    private static bool IsForSerializer(AttributeData attribute)
        => attribute.AttributeClass?.Name is { } name && new[] { "Serializ", "Contract", "Json", "MessagePack", "Packable" }.Any(part => name.Contains(part));

    /// <summary>Whether a mention of the field only reads it, gives it zeros, or takes gradients away.</summary>
    private static bool KeepsZero(IOperation use, ref bool isSet)
    {
        IOperation? parent = use.Parent;
        IOperation target = use;
        if (use.Syntax.FirstAncestorOrSelf<Microsoft.CodeAnalysis.CSharp.Syntax.ExpressionSyntax>(e => e.Parent is Microsoft.CodeAnalysis.CSharp.Syntax.RefExpressionSyntax) is not null)
        {
            return false;
        }

        if (parent is IArrayElementReferenceOperation element && ReferenceEquals(element.ArrayReference, use))
        {
            target = element;
            parent = element.Parent;
            if (element.Type is IArrayTypeSymbol)
            {
                return false;
            }
        }

        switch (parent)
        {
            case ISimpleAssignmentOperation assignment when ReferenceEquals(assignment.Target, target):
                bool isZero = IsZero(assignment.Value);
                isSet |= isZero && ReferenceEquals(target, use);
                return isZero;
            case ICompoundAssignmentOperation compound when ReferenceEquals(compound.Target, target):
                // A step of training.
                return compound.OperatorKind == BinaryOperatorKind.Subtract && !compound.Value.ConstantValue.HasValue;
            case IIncrementOrDecrementOperation or IArgumentOperation { Parameter.RefKind: RefKind.Ref or RefKind.Out } or IAddressOfOperation:
                return false;
            case IPropertyReferenceOperation { Property.Name: "Length" }:
                return true;
            case ITupleOperation tuple when IsTarget(tuple):
                return false;
        }

        // An element is read; the array itself goes nowhere.
        return CellTypes.IsNumber(target.Type);
    }

    /// <summary>Whether a tuple is what a deconstruction assigns.</summary>
    private static bool IsTarget(IOperation tuple)
    {
        while (tuple.Parent is ITupleOperation or IDeclarationExpressionOperation or IConversionOperation)
        {
            tuple = tuple.Parent;
        }

        return tuple.Parent is IDeconstructionAssignmentOperation deconstruction && ReferenceEquals(deconstruction.Target, tuple);
    }

    private static bool IsZero(IOperation? operation)
    {
        while (operation is IConversionOperation conversion)
        {
            operation = conversion.Operand;
        }

        return operation switch
        {
            IArrayCreationOperation { Initializer: null } => true,
            IDefaultValueOperation => true,
            { ConstantValue: { HasValue: true, Value: IConvertible and not string and not char } constant } => Convert.ToDouble(constant.Value, System.Globalization.CultureInfo.InvariantCulture) == 0,
            _ => false,
        };
    }
}
