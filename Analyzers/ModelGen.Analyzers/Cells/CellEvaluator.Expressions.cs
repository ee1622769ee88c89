using System;
using System.Collections.Generic;
using System.Collections.Immutable;
using System.Globalization;
using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;

namespace ModelGen.Analyzers.Cells;

/// <content>Expressions.</content>
internal sealed partial class CellEvaluator
{
    private readonly Stack<Datum?> _conditionalAccess = new();

    private Datum? Evaluate(IOperation? operation)
    {
        if (operation is null)
        {
            return null;
        }

        if (++_operations > MostOperations || ++_nesting > DeepestNesting)
        {
            throw new AnalysisLimitException();
        }

        _cancellation.ThrowIfCancellationRequested();
        Datum? datum = ConstantOf(operation) ?? EvaluateKind(operation);
        _nesting--;
        if (datum is Number number)
        {
            Record(number.Value, operation.Syntax);
            if (_site is null)
            {
                _types[operation.Syntax] = operation.Type?.SpecialType ?? SpecialType.None;
            }
        }

        return datum;
    }

    private Datum? ConstantOf(IOperation operation)
    {
        if (!operation.ConstantValue.HasValue || operation.ConstantValue.Value is not IConvertible constant)
        {
            return null;
        }

        if (CellTypes.IsInteger(operation.Type) && constant is not char)
        {
            try
            {
                return new Integer(Polynomial.Of(constant.ToInt64(CultureInfo.InvariantCulture)));
            }
            catch (OverflowException)
            {
                return null;
            }
        }

        return constant switch
        {
            bool truth => new Truth(truth),
            float or double or decimal => new Number(Values.Constant(constant.ToDouble(CultureInfo.InvariantCulture))),
            _ => null,
        };
    }

    private Datum? EvaluateKind(IOperation operation)
    {
        switch (operation)
        {
            case ILocalReferenceOperation or IParameterReferenceOperation or IArrayElementReferenceOperation:
                return IsRange(operation) ? Slice(operation) : PlaceOf(operation) is { } place ? Read(place) : UnknownOf(operation);
            case IFieldReferenceOperation field:
                return ReadField(field) ?? UnknownOf(operation);
            case IPropertyReferenceOperation property:
                return property.Arguments.Length == 0 ? ReadMember(property)
                    : IsRange(operation) ? Slice(operation)
                    : PlaceOf(operation) is { } element ? Read(element) : UnknownOf(operation);
            case IImplicitIndexerReferenceOperation:
                return IsRange(operation) ? Slice(operation) : PlaceOf(operation) is { } indexed ? Read(indexed) : UnknownOf(operation);
            case IInstanceReferenceOperation { ReferenceKind: InstanceReferenceKind.ImplicitReceiver }:
                return _initialized.Count > 0 ? _initialized.Peek() : null;
            case IInstanceReferenceOperation:
                return This();
            case IBinaryOperation binary:
                return Binary(binary.OperatorKind, Evaluate(binary.LeftOperand), Evaluate(binary.RightOperand), binary.Type);
            case IUnaryOperation unary:
                return Unary(unary.OperatorKind, Evaluate(unary.Operand));
            case IConversionOperation conversion:
                return Convert(Evaluate(conversion.Operand), conversion.Type, conversion.Syntax);
            case IParenthesizedOperation parenthesized:
                return Evaluate(parenthesized.Operand);
            case ISimpleAssignmentOperation assignment:
                return AssignTo(assignment);
            case ICompoundAssignmentOperation compound:
                return AssignCompound(compound);
            case IIncrementOrDecrementOperation increment:
                return Increment(increment);
            case IDeconstructionAssignmentOperation deconstruction:
                Datum? source = Evaluate(deconstruction.Value);
                Deconstruct(deconstruction.Target, source, deconstruction.Value.Syntax);
                return source;
            case ICoalesceAssignmentOperation coalesce:
                Evaluate(coalesce.Value);
                return Evaluate(coalesce.Target);
            case ITupleOperation tuple:
                return new Group(tuple.Elements.Select(Evaluate).ToImmutableArray());
            case IConditionalOperation { Type: not null } conditional:
                return Choose(conditional);
            case ICoalesceOperation coalesce:
                return Either(Evaluate(coalesce.Value), Evaluate(coalesce.WhenNull), coalesce.Type);
            case ISwitchExpressionOperation @switch:
                return Choose(@switch);
            case IConditionalAccessOperation access:
                _conditionalAccess.Push(Evaluate(access.Operation));
                Datum? accessed = Evaluate(access.WhenNotNull);
                _conditionalAccess.Pop();
                return accessed;
            case IConditionalAccessInstanceOperation:
                return _conditionalAccess.Count > 0 ? _conditionalAccess.Peek() : null;
            case IInvocationOperation invocation:
                return Invoke(invocation);
            case IObjectCreationOperation creation:
                return Create(creation);
            case IArrayCreationOperation array:
                return Create(array);
            case ICollectionExpressionOperation collection:
                return Elements(collection.Elements, collection.Syntax);
            case IWithOperation with:
                return With(with);
            case IDefaultValueOperation { Type: { } type }:
                return CellTypes.IsNumber(type) ? new Number(Values.Zero) : CellTypes.IsInteger(type) ? new Integer(Polynomial.Zero) : null;
            case IDelegateCreationOperation creation:
                return Evaluate(creation.Target);
            case IAnonymousFunctionOperation lambda:
                return new Callable(lambda.Symbol, lambda.Body, null);
            case IMethodReferenceOperation method:
                return new Callable(method.Method, null, method.Instance is null ? null : Evaluate(method.Instance));
            case IAwaitOperation await:
                return Evaluate(await.Operation);
            case IAddressOfOperation address:
                return AddressOf(address.Reference);
            case IDeclarationExpressionOperation declaration:
                return Evaluate(declaration.Expression);
            case ISizeOfOperation or ITypeOfOperation or INameOfOperation or IIsPatternOperation or IIsTypeOperation or IInterpolatedStringOperation:
                return CellTypes.IsInteger(operation.Type) ? new Integer(Opaque(operation.Syntax)) : null;
            case IThrowOperation @throw:
                Evaluate(@throw.Exception);
                return null;
            default:
                return EvaluateOther(operation);
        }
    }

    /// <summary>Operations that have no interface: <c>stackalloc</c>, elements of a pointer, <c>*p</c>.</summary>
    private Datum? EvaluateOther(IOperation operation)
    {
        if (operation.Syntax is StackAllocArrayCreationExpressionSyntax or ImplicitStackAllocArrayCreationExpressionSyntax)
        {
            IOperation[] parts = operation.ChildOperations.ToArray();
            Polynomial? length = parts.Length > 0 && CellTypes.IsInteger(parts[0].Type) ? AsInteger(parts[0]) : null;
            return new View(FreshRegion(length), ImmutableArray<Polynomial>.Empty, Polynomial.Zero, length);
        }

        if (operation.Type is not null && PlaceOf(operation) is { } place)
        {
            return Read(place);
        }

        Datum? last = null;
        int count = 0;
        foreach (IOperation child in operation.ChildOperations)
        {
            last = Evaluate(child);
            count++;
        }

        return count == 1 ? last : UnknownOf(operation);
    }

    private Datum? UnknownOf(IOperation operation)
        => CellTypes.IsNumber(operation.Type) ? new Number(Values.Unknown("!" + operation.Kind, Array.Empty<Value>()))
            : CellTypes.IsInteger(operation.Type) ? new Integer(Opaque(operation.Syntax))
            : null;

    private Datum? Binary(BinaryOperatorKind kind, Datum? left, Datum? right, ITypeSymbol? type)
    {
        if (left is Integer a && right is Integer b)
        {
            switch (kind)
            {
                case BinaryOperatorKind.Add: return new Integer(a.Value.Plus(b.Value));
                case BinaryOperatorKind.Subtract: return new Integer(a.Value.Minus(b.Value));
                case BinaryOperatorKind.Multiply: return new Integer(a.Value.Times(b.Value));
                case BinaryOperatorKind.Divide: return new Integer(a.Value.DividedBy(b.Value));
                case BinaryOperatorKind.LeftShift when b.Value.Constant is >= 0 and < 31: return new Integer(a.Value.Times(Polynomial.Of(1L << (int)b.Value.Constant.Value)));
            }

            if (a.Value.Minus(b.Value) is var difference && difference.Constant is { } sign)
            {
                switch (kind)
                {
                    case BinaryOperatorKind.Equals: return new Truth(sign == 0);
                    case BinaryOperatorKind.NotEquals: return new Truth(sign != 0);
                    case BinaryOperatorKind.LessThan: return new Truth(sign < 0);
                    case BinaryOperatorKind.LessThanOrEqual: return new Truth(sign <= 0);
                    case BinaryOperatorKind.GreaterThan: return new Truth(sign > 0);
                    case BinaryOperatorKind.GreaterThanOrEqual: return new Truth(sign >= 0);
                    case BinaryOperatorKind.Remainder when a.Value.Constant is { } dividend && b.Value.Constant is { } divisor && divisor > 0:
                        return new Integer(Polynomial.Of(dividend % divisor));
                }
            }

            return CellTypes.IsInteger(type) ? new Integer(Polynomial.Symbol("(" + a.Value.Text + ")" + kind + "(" + b.Value.Text + ")")) : null;
        }

        if (left is View pointer && right is Integer step && kind is BinaryOperatorKind.Add or BinaryOperatorKind.Subtract)
        {
            return pointer.From(kind == BinaryOperatorKind.Add ? step.Value : Polynomial.Zero.Minus(step.Value), null);
        }

        if (left is Truth p && right is Truth q)
        {
            return kind switch
            {
                BinaryOperatorKind.ConditionalAnd or BinaryOperatorKind.And => new Truth(p.Value && q.Value),
                BinaryOperatorKind.ConditionalOr or BinaryOperatorKind.Or => new Truth(p.Value || q.Value),
                _ => null,
            };
        }

        if (!CellTypes.IsNumber(type) && !(type is not null && (left is Number || right is Number) && type.SpecialType != SpecialType.System_Boolean))
        {
            return CellTypes.IsInteger(type) ? new Integer(Polynomial.Symbol("#" + _operations.ToString(CultureInfo.InvariantCulture))) : null;
        }

        Value x = AsValue(left);
        Value y = AsValue(right);
        return new Number(kind switch
        {
            BinaryOperatorKind.Add => Values.Sum(x, y),
            BinaryOperatorKind.Subtract => Values.Sum(x, Values.Negate(y)),
            BinaryOperatorKind.Multiply => Values.Product(x, y),
            BinaryOperatorKind.Divide => Values.Product(x, Values.Reciprocal(y)),
            _ => Values.Unknown(kind.ToString(), new[] { x, y }),
        });
    }

    private Datum? Unary(UnaryOperatorKind kind, Datum? operand) => (kind, operand) switch
    {
        (UnaryOperatorKind.Minus, Number number) => new Number(Values.Negate(number.Value)),
        (UnaryOperatorKind.Minus, Integer integer) => new Integer(Polynomial.Zero.Minus(integer.Value)),
        (UnaryOperatorKind.Plus, _) => operand,
        (UnaryOperatorKind.Not, Truth truth) => new Truth(!truth.Value),
        _ => null,
    };

    private Datum? Convert(Datum? datum, ITypeSymbol? type, SyntaxNode syntax)
    {
        if (CellTypes.IsNumber(type) && datum is Integer)
        {
            return new Number(AsValue(datum));
        }

        return CellTypes.IsInteger(type) && datum is Number ? new Integer(Opaque(syntax)) : datum;
    }

    private Datum? AssignTo(ISimpleAssignmentOperation assignment)
    {
        if (assignment.IsRef)
        {
            if (assignment.Target is ILocalReferenceOperation local && RefOf(assignment.Value) is { } referred)
            {
                Assign(local.Local, new Alias(referred));
            }

            return null;
        }

        if (assignment.Target is IPropertyReferenceOperation { Arguments.Length: > 0 } or IArrayElementReferenceOperation && IsRange(assignment.Target))
        {
            IsIncomplete = true;
        }

        Datum? value = Evaluate(assignment.Value);
        if (assignment.Target is ILocalReferenceOperation { Local: var assigned })
        {
            _advanced.Remove(assigned);
        }

        WriteTo(assignment.Target, value, assignment.Value.Syntax);
        return value;
    }

    private void WriteTo(IOperation target, Datum? value, SyntaxNode syntax)
    {
        if (target is IDiscardOperation)
        {
            return;
        }

        if (PlaceOf(target) is { } place)
        {
            Write(place, value, syntax);
        }
        else
        {
            // It goes somewhere that is not known.
            Leave(value, null, null, syntax, isFinal: false);
        }
    }

    private Datum? AssignCompound(ICompoundAssignmentOperation compound)
    {
        Datum? before = Evaluate(compound.Target);
        Datum? value = Convert(Binary(compound.OperatorKind, before, Evaluate(compound.Value), compound.Type), compound.Type, compound.Syntax);
        WriteTo(compound.Target, value, compound.Syntax);
        return value;
    }

    private Datum? Increment(IIncrementOrDecrementOperation increment)
    {
        Datum? before = Evaluate(increment.Target);
        Datum? after = before switch
        {
            Integer integer => new Integer(increment.Kind == OperationKind.Increment ? integer.Value.Plus(Polynomial.One) : integer.Value.Minus(Polynomial.One)),
            Number number => new Number(Values.Sum(number.Value, Values.Constant(increment.Kind == OperationKind.Increment ? 1 : -1))),
            View view => view.From(increment.Kind == OperationKind.Increment ? Polynomial.One : Polynomial.Of(-1), null),
            _ => null,
        };
        WriteTo(increment.Target, after, increment.Syntax);
        return increment.IsPostfix ? before : after;
    }

    private void Deconstruct(IOperation target, Datum? source, SyntaxNode syntax)
    {
        while (target is IDeclarationExpressionOperation declaration)
        {
            target = declaration.Expression;
        }

        if (target is ITupleOperation tuple)
        {
            for (int i = 0; i < tuple.Elements.Length; i++)
            {
                SyntaxNode part = syntax is TupleExpressionSyntax items && i < items.Arguments.Count ? items.Arguments[i].Expression : syntax;
                Deconstruct(tuple.Elements[i], ItemOf(source, i, tuple.Elements[i]), part);
            }
        }
        else
        {
            WriteTo(target, source, syntax);
        }
    }

    private Datum? ItemOf(Datum? source, int index, IOperation target) => source switch
    {
        Group group => index < group.Items.Length ? group.Items[index] : null,
        Instance instance when target.Type is { } type => ReadPart(instance, index, type),
        _ => UnknownOf(target),
    };

    /// <summary>The part of a tuple from outside, or of a positional record.</summary>
    private Datum? ReadPart(Instance instance, int index, ITypeSymbol type)
    {
        string name = _positions.TryGetValue(instance.Key, out ImmutableArray<string> names) && index < names.Length
            ? names[index]
            : "Item" + (index + 1).ToString(CultureInfo.InvariantCulture);
        return Read(new Place(RegionOf(instance.Key + "." + name, name, instance.Kind), instance.Path, type));
    }
}
