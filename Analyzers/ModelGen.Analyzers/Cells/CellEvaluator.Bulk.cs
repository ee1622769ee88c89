using System;
using System.Collections.Generic;
using System.Collections.Immutable;
using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace ModelGen.Analyzers.Cells;

/// <content>Whole arrays and spans: slices, copies, maps; loads and stores of vectors.</content>
internal sealed partial class CellEvaluator
{
    private Polynomial BulkIndex() => Polynomial.Variable(LoopDepth);

    private void WriteBulk(View view, Value value, SyntaxNode? syntax)
    {
        string variable = Polynomial.VariableName(LoopDepth);
        _trips[variable] = view.KnownLength;
        WriteNumber(view.Region, Element(view, Polynomial.Variable(variable)), value, syntax ?? _site ?? _method.DeclaringSyntaxReferences[0].GetSyntax(_cancellation));
        _trips.Remove(variable);
    }

    private Value ReadBulk(View view)
    {
        string variable = Polynomial.VariableName(LoopDepth);
        _trips[variable] = view.KnownLength;
        Value value = ReadNumber(view.Region, Element(view, Polynomial.Variable(variable)));
        _trips.Remove(variable);
        return value;
    }

    private View NewView(Value content, Polynomial? length, SyntaxNode syntax)
    {
        var view = new View(FreshRegion(length), ImmutableArray<Polynomial>.Empty, Polynomial.Zero, length);
        WriteBulk(view, content, syntax);
        return view;
    }

    /// <summary>The methods of arrays, spans and vectors in memory; false for other methods.</summary>
    private bool Buffers(IInvocationOperation invocation, Datum? receiver, out Datum? result)
    {
        result = null;
        IMethodSymbol method = invocation.TargetMethod;
        if (!IsOfFramework(method))
        {
            return false;
        }

        List<IOperation> operands = invocation.Arguments.Select(a => a.Value).ToList();
        if (invocation.Instance is not null)
        {
            operands.Insert(0, invocation.Instance);
        }

        if (operands.Count == 0)
        {
            return false;
        }

        Datum? At(int index) => index >= operands.Count ? null : index == 0 && invocation.Instance is not null ? receiver : Evaluate(operands[index]);
        View? ViewAt(int index) => At(index) as View;
        Polynomial? IntegerAt(int index) => index < operands.Count && CellTypes.IsInteger(operands[index].Type) ? AsInteger(operands[index]) : null;
        Value? NumberAt(int index) => index < operands.Count && (CellTypes.IsNumber(operands[index].Type) || CellTypes.IsInteger(operands[index].Type)) ? AsValue(At(index)) : null;

        switch (method.Name)
        {
            case "AsSpan" or "Slice" or "AsMemory" or "GetSubArray" or "Cast" or "AsReadOnlySpan" or "AsEnumerable" or "CreateSpan" or "CreateReadOnlySpan" or "Skip" or "Take":
                if (AsView(At(0)) is not { } sliced)
                {
                    return false;
                }

                result = method.Name is "Cast" or "CreateSpan" or "CreateReadOnlySpan" ? sliced
                    : method.Name == "Take" ? sliced.From(Polynomial.Zero, IntegerAt(1))
                    : operands.Count > 1 && IntegerAt(1) is { } start ? sliced.From(start, IntegerAt(2))
                    : operands.Count > 1 ? SliceBy(sliced, operands[1]) : sliced;
                return true;
            case "GetReference" or "GetArrayDataReference" or "GetPinnableReference":
                result = ViewAt(0) is { } whole ? new Alias(new Place(whole.Region, Element(whole, Polynomial.Zero), invocation.Type!)) : null;
                return result is not null;
            case "Add" when method.ContainingType.Name == "Unsafe":
                result = RefOf(operands[0]) is { Region: { } region, Path: { Length: > 0 } path } && IntegerAt(1) is { } offset
                    ? new Alias(new Place(region, path.SetItem(path.Length - 1, path[path.Length - 1].Plus(offset)), invocation.Type!))
                    : null;
                return true;
            case "LoadUnsafe":
                result = RefOf(operands[0]) is { Region: { } loaded, Path: var from } && from.Length > 0
                    ? new Number(ReadNumber(loaded, from.SetItem(from.Length - 1, from[from.Length - 1].Plus(IntegerAt(1) ?? Polynomial.Zero))))
                    : null;
                return result is not null;
            case "Load" or "LoadVector128" or "LoadVector256" or "LoadVector512" or "LoadAligned" or "LoadAlignedNonTemporal" or "LoadAlignedVector256" or "LoadAlignedVector128":
                result = ViewAt(0) is { } pointed ? new Number(ReadNumber(pointed.Region, Element(pointed, Polynomial.Zero))) : null;
                return result is not null;
            case "Create" when ViewAt(0) is { } source:
                result = new Number(ReadNumber(source.Region, Element(source, IntegerAt(1) ?? Polynomial.Zero)));
                return true;
            case "StoreUnsafe" when NumberAt(0) is { } vector && operands.Count > 1 && RefOf(operands[1]) is { Region: { } stored, Path: var to } && to.Length > 0:
                WriteNumber(stored, to.SetItem(to.Length - 1, to[to.Length - 1].Plus(IntegerAt(2) ?? Polynomial.Zero)), vector, invocation.Syntax);
                return true;
            case "Store" or "StoreAligned" or "StoreAlignedNonTemporal" when operands.Count > 1:
                // Avx.Store(address, vector) or vector.Store(address).
                bool isAddressFirst = CellTypes.IsBuffer(operands[0].Type);
                if (AsView(At(isAddressFirst ? 0 : 1)) is { } address && NumberAt(isAddressFirst ? 1 : 0) is { } content)
                {
                    WriteNumber(address.Region, Element(address, Polynomial.Zero), content, invocation.Syntax);
                    return true;
                }

                return false;
            case "CopyTo" or "TryCopyTo" when AsView(At(1)) is { } target:
                if (AsView(At(0)) is { } copied)
                {
                    View part = IntegerAt(2) is { } at ? target.From(at, copied.KnownLength) : target;
                    WriteBulk(copied.KnownLength is { } length ? new View(part.Region, part.Prefix, part.Offset, length) : part, ReadBulk(copied), invocation.Syntax);
                }
                else if (NumberAt(0) is { } lanes)
                {
                    WriteNumber(target.Region, Element(target, IntegerAt(2) ?? Polynomial.Zero), lanes, invocation.Syntax);
                }

                return true;
            case "Copy" or "BlockCopy" or "ConstrainedCopy" when ViewAt(0) is { } original:
                return CopyArray(invocation, original, operands, out result);
            case "Clear" when AsView(At(0)) is { } cleared:
                WriteBulk(IntegerAt(1) is { } first ? cleared.From(first, IntegerAt(2)) : cleared, Values.Zero, invocation.Syntax);
                return true;
            case "Fill" when AsView(At(0)) is { } filled && NumberAt(1) is { } filling:
                WriteBulk(IntegerAt(2) is { } begin ? filled.From(begin, IntegerAt(3)) : filled, filling, invocation.Syntax);
                return true;
            case "ToArray" or "Clone" or "ToList" when AsView(At(0)) is { } kept:
                result = NewView(ReadBulk(kept), kept.KnownLength, invocation.Syntax);
                return true;
            case "Rent" or "GC.AllocateUninitializedArray" or "AllocateUninitializedArray" or "AllocateArray" when CellTypes.IsBuffer(invocation.Type):
                result = new View(FreshRegion(null), ImmutableArray<Polynomial>.Empty, Polynomial.Zero, null);
                return true;
            case "Return" when method.ContainingType.Name == "ArrayPool":
                return true;
            case "Select" or "ConvertAll" when AsView(At(0)) is { } mapped && At(1) is Callable map:
                result = Map(invocation, mapped.KnownLength, map, new Number(ReadBulk(mapped)), map.Method.Parameters.Length > 1 ? new Integer(BulkIndex()) : null);
                return true;
            case "Select" when At(0) is Integer { Value: var count } && At(1) is Callable generate:
                result = Map(invocation, count, generate, new Integer(BulkIndex()), null);
                return true;
            case "Range" when method.ContainingType.Name == "Enumerable" && IntegerAt(0) is { Constant: 0 } && IntegerAt(1) is { } number:
                result = new Integer(number);
                return true;
            case "Zip" when AsView(At(0)) is { } left && AsView(At(1)) is { } right && At(2) is Callable zip:
                result = Map(invocation, left.KnownLength, zip, new Number(ReadBulk(left)), new Number(ReadBulk(right)));
                return true;
            case "Concat" when AsView(At(0)) is { } front && AsView(At(1)) is { } back:
                result = NewView(Values.Choice(ReadBulk(front), ReadBulk(back)), null, invocation.Syntax);
                return true;
            case "Sum" when AsView(At(0)) is { } summed:
                Datum? term = At(1) is Callable select ? CallDelegate(select, new Datum?[] { new Number(ReadBulk(summed)) }, invocation.Type, invocation.Syntax) : new Number(ReadBulk(summed));
                result = new Number(AsValue(term));
                return true;
            case "Sum" when At(0) is Integer && At(1) is Callable selector:
                result = new Number(AsValue(InLoop(() => CallDelegate(selector, new Datum?[] { new Integer(Polynomial.Variable(LoopDepth - 1)) }, invocation.Type, invocation.Syntax))));
                return true;
            case "For" when operands.Count > 2 && At(2) is Callable body:
                _trips[Polynomial.VariableName(LoopDepth)] = IntegerAt(1);
                Polynomial turn = Polynomial.Variable(LoopDepth).Plus(IntegerAt(0) ?? Polynomial.Zero);
                InLoop(() => CallDelegate(body, new Datum?[] { new Integer(turn) }, null, invocation.Syntax));
                return true;
            default:
                return false;
        }
    }

    private Datum? InLoop(Func<Datum?> body)
    {
        LoopDepth++;
        Datum? result = body();
        LoopDepth--;
        _trips.Remove(Polynomial.VariableName(LoopDepth));
        return result;
    }

    private View Map(IInvocationOperation invocation, Polynomial? length, Callable map, Datum? first, Datum? second)
    {
        var arguments = second is null ? new[] { first } : new[] { first, second };
        Value content = AsValue(InLoop(() => CallDelegate(map, arguments, map.Method.ReturnType, invocation.Syntax)));
        return NewView(content, length, invocation.Syntax);
    }

    private bool CopyArray(IInvocationOperation invocation, View source, List<IOperation> operands, out Datum? result)
    {
        result = null;
        bool hasStarts = operands.Count == 5;
        if (Evaluate(operands[hasStarts ? 2 : 1]) is not View target)
        {
            return false;
        }

        View from = hasStarts ? source.From(AsInteger(operands[1]), null) : source;
        View to = hasStarts ? target.From(AsInteger(operands[3]), null) : target;
        Polynomial length = AsInteger(operands[operands.Count - 1]);
        if (invocation.TargetMethod.Name == "BlockCopy")
        {
            // Counted in bytes; what matters is which block.
            length = from.KnownLength ?? length;
        }

        WriteBulk(new View(to.Region, to.Prefix, to.Offset, length), ReadBulk(new View(from.Region, from.Prefix, from.Offset, length)), invocation.Syntax);
        return true;
    }

    private View? AsView(Datum? datum) => datum switch
    {
        View view => view,
        Alias { Place: { Region: { } region, Path.Length: > 0 } place } => new View(region, place.Path.RemoveAt(place.Path.Length - 1), place.Path[place.Path.Length - 1], null),
        _ => null,
    };

    private static bool IsRange(IOperation operation) => operation switch
    {
        IArrayElementReferenceOperation { Indices.Length: 1 } element => element.Indices[0].Type?.Name == "Range",
        IImplicitIndexerReferenceOperation indexer => indexer.Argument.Type?.Name == "Range",
        IPropertyReferenceOperation { Arguments.Length: 1 } property => property.Arguments[0].Value.Type?.Name == "Range",
        _ => false,
    };

    private Datum? Slice(IOperation operation)
    {
        (IOperation? buffer, IOperation range) = operation switch
        {
            IArrayElementReferenceOperation element => (element.ArrayReference, element.Indices[0]),
            IImplicitIndexerReferenceOperation indexer => (indexer.Instance, indexer.Argument),
            IPropertyReferenceOperation property => (property.Instance, property.Arguments[0].Value),
            _ => (null, operation),
        };
        return buffer is not null && Evaluate(buffer) is View view ? SliceBy(view, range) : null;
    }

    private View SliceBy(View view, IOperation range)
    {
        if (range is not IRangeOperation { } ends)
        {
            return view.From(Opaque(range.Syntax), null);
        }

        Polynomial start = End(ends.LeftOperand, view) ?? Polynomial.Zero;
        Polynomial? end = End(ends.RightOperand, view) ?? view.KnownLength;
        return view.From(start, end?.Minus(start));
    }

    private Polynomial? End(IOperation? operation, View view)
    {
        while (operation is IConversionOperation conversion)
        {
            operation = conversion.Operand;
        }

        return operation is null ? null : AsInteger(operation, view);
    }

    private static bool IsOfFramework(IMethodSymbol method)
        => method.DeclaringSyntaxReferences.IsEmpty && (method.ContainingNamespace?.ToDisplayString().StartsWith("System", StringComparison.Ordinal) ?? false)
            && !method.ContainingType.Name.StartsWith("TensorPrimitives", StringComparison.Ordinal);
}
