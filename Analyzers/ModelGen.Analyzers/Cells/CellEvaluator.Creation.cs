using System;
using System.Collections.Generic;
using System.Collections.Immutable;
using System.Globalization;
using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace ModelGen.Analyzers.Cells;

/// <content>New objects, arrays, records.</content>
internal sealed partial class CellEvaluator
{
    /// <summary>The objects whose initialisers are being run.</summary>
    private readonly Stack<Datum?> _initialized = new();

    /// <summary>The members of positional records, by the object.</summary>
    private readonly Dictionary<string, ImmutableArray<string>> _positions = new(StringComparer.Ordinal);

    private Datum? Create(IObjectCreationOperation creation)
    {
        ITypeSymbol type = creation.Type!;
        Datum?[] arguments = creation.Arguments.Select(a => Evaluate(a.Value)).ToArray();
        if (CellTypes.IsBuffer(type))
        {
            // new Span<float>(array, start, length), new List<float>(array)
            if (arguments.Length > 0 && AsView(arguments[0]) is { } whole)
            {
                return arguments.Length > 1 && arguments[1] is Integer start ? whole.From(start.Value, (arguments.ElementAtOrDefault(2) as Integer)?.Value) : whole;
            }

            return new View(FreshRegion(null), ImmutableArray<Polynomial>.Empty, Polynomial.Zero, null);
        }

        if (CellTypes.IsNumber(type))
        {
            // new Vector<float>(span), new Vector<float>(array, index), new Vector<float>(value)
            return arguments.Length switch
            {
                0 => new Number(Values.Zero),
                1 or 2 when AsView(arguments[0]) is { } source && creation.Constructor?.DeclaringSyntaxReferences.IsEmpty == true
                    => new Number(ReadNumber(source.Region, Element(source, (arguments.ElementAtOrDefault(1) as Integer)?.Value ?? Polynomial.Zero))),
                1 when arguments[0] is Number => arguments[0],
                _ => new Number(Values.Unknown("new " + type.Name, arguments.Select(AsValue))),
            };
        }

        string key = "new" + (_fresh++).ToString(CultureInfo.InvariantCulture);
        var instance = new Instance(key, type.Name, RegionKind.Fresh, ImmutableArray<Polynomial>.Empty);
        if (creation.Constructor is { } constructor)
        {
            RunConstructor(instance, constructor, creation, arguments);
        }

        Initialize(instance, creation.Initializer);
        return instance;
    }

    private void RunConstructor(Instance instance, IMethodSymbol constructor, IObjectCreationOperation creation, Datum?[] arguments)
    {
        var byParameter = new Datum?[constructor.Parameters.Length];
        for (int i = 0; i < arguments.Length; i++)
        {
            if (creation.Arguments[i].Parameter is { } parameter && parameter.Ordinal < byParameter.Length)
            {
                byParameter[parameter.Ordinal] = arguments[i];
            }
        }

        if (BodyOf(constructor) is { } body)
        {
            Call(constructor, body, instance, byParameter.ToImmutableArray(), creation.Syntax);
            return;
        }

        if (constructor.DeclaringSyntaxReferences.IsEmpty)
        {
            // It may keep what it is given.
            foreach (Datum? argument in arguments)
            {
                Leave(argument, null, null, creation.Syntax, isFinal: false);
            }
        }

        // A record's primary constructor, or one that cannot be seen: its parameters are taken for the members of the same names.
        _positions[instance.Key] = constructor.Parameters.Select(p => p.Name).ToImmutableArray();
        foreach (IParameterSymbol parameter in constructor.Parameters)
        {
            SetMember(instance, parameter.Name, parameter.Type, byParameter[parameter.Ordinal], creation.Arguments.FirstOrDefault(a => a.Parameter?.Ordinal == parameter.Ordinal)?.Value.Syntax ?? creation.Syntax);
        }
    }

    private void SetMember(Instance instance, string name, ITypeSymbol type, Datum? value, SyntaxNode syntax)
        => Write(new Place(RegionOf(instance.Key + "." + name, name, instance.Kind), instance.Path, type), value, syntax);

    private void Initialize(Instance instance, IObjectOrCollectionInitializerOperation? initializer)
    {
        if (initializer is null)
        {
            return;
        }

        _initialized.Push(instance);
        foreach (IOperation member in initializer.Initializers)
        {
            Evaluate(member);
        }

        _initialized.Pop();
    }

    private Datum? With(IWithOperation with)
    {
        Datum? operand = Evaluate(with.Operand);
        if (operand is not Instance original)
        {
            Initialize(new Instance("with" + (_fresh++).ToString(CultureInfo.InvariantCulture), "with", RegionKind.Outside, ImmutableArray<Polynomial>.Empty), with.Initializer);
            return operand;
        }

        string key = "copy" + (_fresh++).ToString(CultureInfo.InvariantCulture);
        var copy = new Instance(key, original.Name, RegionKind.Argument, original.Path);
        _origins[key] = (original, _memory.Copy(), _references);
        Initialize(copy, with.Initializer);
        return copy;
    }

    private Datum? Create(IArrayCreationOperation array)
    {
        Polynomial? length = array.DimensionSizes.Length == 1 ? AsInteger(array.DimensionSizes[0]) : null;
        if (array.Initializer is { } initializer)
        {
            return Elements(initializer.ElementValues, array.Syntax);
        }

        return new View(FreshRegion(length), ImmutableArray<Polynomial>.Empty, Polynomial.Zero, length);
    }

    private Datum? Elements(ImmutableArray<IOperation> elements, SyntaxNode syntax)
    {
        var view = new View(FreshRegion(Polynomial.Of(elements.Length)), ImmutableArray<Polynomial>.Empty, Polynomial.Zero, Polynomial.Of(elements.Length));
        Polynomial next = Polynomial.Zero;
        foreach (IOperation element in elements)
        {
            if (element is ISpreadOperation spread)
            {
                // [..x, ..h]
                if (AsView(Evaluate(spread.Operand)) is { } part)
                {
                    WriteBulk(new View(view.Region, view.Prefix, next, part.KnownLength), ReadBulk(part), syntax);
                    next = next.Plus(LengthOf(part)!);
                    view.Region.Length = null;
                }

                continue;
            }

            Datum? datum = Evaluate(element);
            ImmutableArray<Polynomial> path = view.Prefix.Add(next);
            if (datum is Number or Integer)
            {
                WriteNumber(view.Region, path, AsValue(datum), element.Syntax);
            }
            else if (datum is not null)
            {
                _references = _references.SetItem(view.Region.Key + "|" + next.Text, datum);
            }

            next = next.Plus(Polynomial.One);
        }

        return view;
    }
}
