using System;
using System.Collections.Generic;
using System.Collections.Immutable;
using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace ModelGen.Analyzers.Cells;

/// <content>Fields, properties, elements.</content>
internal sealed partial class CellEvaluator
{
    /// <summary>Copies of structs: what was copied, and what it held then.</summary>
    private readonly Dictionary<string, (Instance Original, Memory Memory, ImmutableDictionary<string, Datum> References)> _origins = new(StringComparer.Ordinal);

    private readonly Stack<Datum?> _this = new();

    /// <summary>The place that an expression names; null where it names none that is known.</summary>
    private Place? PlaceOf(IOperation? operation)
    {
        switch (operation)
        {
            case ILocalReferenceOperation local:
                return Captured(local.Local, local.Type!) ?? new Place(local.Local, local.Type!);
            case IParameterReferenceOperation parameter:
                return Captured(parameter.Parameter, parameter.Type!) ?? new Place(parameter.Parameter, parameter.Type!);
            case IFieldReferenceOperation field:
                return Member(field.Instance, field.Field, field.Type!);
            case IPropertyReferenceOperation { Arguments.Length: 0 } property:
                return Member(property.Instance, property.Property, property.Type!);
            case IPropertyReferenceOperation { Arguments.Length: > 0 } indexer:
                return ElementOf(indexer.Instance, indexer.Arguments.Select(a => a.Value), indexer.Type!);
            case IArrayElementReferenceOperation element:
                return ElementOf(element.ArrayReference, element.Indices, element.Type!);
            case IImplicitIndexerReferenceOperation indexer:
                return ElementOf(indexer.Instance, new[] { indexer.Argument }, indexer.Type!);
            case IDeclarationExpressionOperation declaration:
                return PlaceOf(declaration.Expression);
            case IParenthesizedOperation parenthesized:
                return PlaceOf(parenthesized.Operand);
            case IConversionOperation conversion:
                return PlaceOf(conversion.Operand);
            case IInvocationOperation { TargetMethod.ReturnsByRef: true } invocation:
                return Evaluate(invocation) is Alias alias ? alias.Place : null;
            case { Kind: OperationKind.None, Type: not null } other when other.ChildOperations.Count is 1 or 2:
                // Elements of a pointer have no operation of their own.
                IOperation[] children = other.ChildOperations.ToArray();
                return CellTypes.IsBuffer(children[0].Type) ? ElementOf(children[0], children.Skip(1), other.Type!) : null;
            default:
                return null;
        }
    }

    /// <summary>A parameter of a primary constructor, or a variable of the method around a local function: to the cell they are fields.</summary>
    private Place? Captured(ISymbol variable, ITypeSymbol type)
    {
        if (_locals.ContainsKey(variable))
        {
            return null;
        }

        bool isPrimary = variable.ContainingSymbol is IMethodSymbol { MethodKind: MethodKind.Constructor };
        bool isOuter = false;
        for (ISymbol? outer = _method.ContainingSymbol; outer is IMethodSymbol && !isOuter; outer = outer.ContainingSymbol)
        {
            isOuter = SymbolEqualityComparer.Default.Equals(outer, variable.ContainingSymbol);
        }

        return isPrimary || isOuter
            ? new Place(RegionOf("captured:" + variable.Name, variable.Name, RegionKind.Outside), ImmutableArray<Polynomial>.Empty, type)
            : null;
    }

    private Place? Member(IOperation? instance, ISymbol member, ITypeSymbol type)
    {
        if (member.IsStatic)
        {
            string key = "static:" + (member.ContainingType?.ToDisplayString() ?? string.Empty) + "." + member.Name;
            return new Place(RegionOf(key, member.Name, RegionKind.Outside, FieldOf(member)), ImmutableArray<Polynomial>.Empty, type);
        }

        Datum? datum = instance is null ? null : Evaluate(instance);
        return datum is Instance owner ? MemberOf(owner, member, type) : null;
    }

    private Place MemberOf(Instance owner, ISymbol member, ITypeSymbol type)
    {
        string name = member is IFieldSymbol { CorrespondingTupleField: { } item } ? item.Name : member.Name;
        var region = RegionOf(owner.Key + "." + name, member.Name, owner.Kind, FieldOf(member));
        if (_origins.TryGetValue(owner.Key, out var origin) && _memory.Of(region).IsEmpty && !_references.ContainsKey(region.Key + "|"))
        {
            // The copy's member is read for the first time: it is what the original held.
            (Memory memory, ImmutableDictionary<string, Datum> references) = (_memory, _references);
            (_memory, _references) = (origin.Memory.Copy(), origin.References);
            var place = new Place(region, owner.Path, type);
            Datum? content = Read(MemberOf(origin.Original, member, type));
            (_memory, _references) = (memory, references);
            if (content is Number number)
            {
                _memory.Write(region, new Entry(place.Path, ImmutableDictionary<string, Polynomial?>.Empty, number.Value));
            }
            else if (content is not null)
            {
                _references = _references.SetItem(ReferenceKey(place), content);
            }
        }

        return new Place(region, owner.Path, type);
    }

    private static IFieldSymbol? FieldOf(ISymbol member) => member as IFieldSymbol;

    private Place? ElementOf(IOperation? buffer, IEnumerable<IOperation> indices, ITypeSymbol type)
    {
        if (buffer is null || Evaluate(buffer) is not { } datum)
        {
            return null;
        }

        Polynomial[] index = indices.Select(i => AsInteger(i, datum)).ToArray();
        return datum switch
        {
            View view => new Place(view.Region, PathOf(view, index), type),
            // A matrix or tensor with an indexer of its own.
            Number { Value: { Kind: ValueKind.Read } read } => new Place(read.Region!, read.Path.AddRange(index), type),
            Instance instance => new Place(RegionOf(instance.Key + "[]", instance.Name, instance.Kind), instance.Path.AddRange(index), type),
            _ => null,
        };
    }

    private static ImmutableArray<Polynomial> PathOf(View view, Polynomial[] index)
    {
        ImmutableArray<Polynomial> path = view.Prefix;
        for (int i = 0; i < index.Length; i++)
        {
            path = path.Add(i == 0 ? view.Offset.Plus(index[i]) : index[i]);
        }

        return index.Length == 0 ? path.Add(view.Offset) : path;
    }

    private Polynomial AsInteger(IOperation? operation, Datum? buffer = null)
    {
        // ^1
        if (operation is IUnaryOperation { OperatorKind: UnaryOperatorKind.Hat } hat)
        {
            return (LengthOf(buffer) ?? Opaque(hat.Syntax)).Minus(AsInteger(hat.Operand));
        }

        return operation is not null && Evaluate(operation) is Integer integer ? integer.Value : Opaque(operation?.Syntax);
    }

    /// <summary>A whole number that is not known, the same one wherever the same text computes it.</summary>
    private static Polynomial Opaque(SyntaxNode? syntax) => Polynomial.Symbol("`" + (syntax?.ToString() ?? string.Empty) + "`");

    private static Polynomial? LengthOf(Datum? buffer) => buffer is View view
        ? view.KnownLength ?? Polynomial.Symbol("length:" + view.Region.Key + string.Join(",", view.Prefix.Select(p => p.Text)) + "@" + view.Offset.Text)
        : null;

    private Datum? ReadMember(IPropertyReferenceOperation property)
    {
        if (property.Property.Name is "Length" or "LongLength" or "Count" && CellTypes.IsInteger(property.Type))
        {
            if (property.Instance is { } instance)
            {
                Datum? buffer = Evaluate(instance);
                return LengthOf(buffer) is { } length ? new Integer(length) : new Integer(Opaque(property.Syntax));
            }

            return new Integer(Polynomial.Symbol(property.Property.ContainingType.Name + ".Count"));
        }

        if (property.Property.Name == "Span" && property.Instance is not null)
        {
            return Evaluate(property.Instance);
        }

        if (property.Property.IsStatic && CellTypes.IsNumber(property.Type) && property.Property.Name is "Zero" or "One")
        {
            return new Number(Values.Constant(property.Property.Name == "One" ? 1 : 0));
        }

        // A computed property of the program.
        if (property.Property.GetMethod is { } getter && BodyOf(getter) is { } body && !IsAutomatic(property.Property))
        {
            Datum? receiver = property.Instance is null ? null : Evaluate(property.Instance);
            return Call(getter, body, receiver, ImmutableArray<Datum?>.Empty, property.Syntax);
        }

        if (property.Instance is not null && Evaluate(property.Instance) is Group group && TupleIndex(property.Property.Name) is { } item && item < group.Items.Length)
        {
            return group.Items[item];
        }

        if (PlaceOf(property) is { } place)
        {
            return Read(place);
        }

        return CellTypes.IsNumber(property.Type) ? new Number(Values.Unknown("!" + property.Property.Name, Array.Empty<Value>())) : null;
    }

    private Datum? ReadField(IFieldReferenceOperation field)
    {
        if (field.Instance is not null && field.Field.ContainingType.IsTupleType && Evaluate(field.Instance) is Group group)
        {
            string name = field.Field.CorrespondingTupleField?.Name ?? field.Field.Name;
            return TupleIndex(name) is { } item && item < group.Items.Length ? group.Items[item] : null;
        }

        return PlaceOf(field) is { } place ? Read(place) : null;
    }

    private static int? TupleIndex(string name)
        => name.StartsWith("Item", StringComparison.Ordinal) && int.TryParse(name.Substring(4), out int number) && number > 0 ? number - 1 : null;

    private static bool IsAutomatic(IPropertySymbol property)
        => property.ContainingType.GetMembers().OfType<IFieldSymbol>().Any(f => SymbolEqualityComparer.Default.Equals(f.AssociatedSymbol, property));

    /// <summary>The object whose method runs.</summary>
    private Datum? This()
    {
        if (_this.Count > 0)
        {
            return _this.Peek();
        }

        return _method.IsStatic ? null : new Instance("this", "this", RegionKind.Outside, ImmutableArray<Polynomial>.Empty);
    }
}
