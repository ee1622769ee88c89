using System.Collections.Immutable;
using Microsoft.CodeAnalysis;

namespace ModelGen.Analyzers.Cells;

/// <summary>What an expression of the cell's code stands for. What is not known is null.</summary>
internal abstract class Datum
{
}

/// <summary>A floating-point number, a vector, or a matrix object: element by element.</summary>
internal sealed class Number : Datum
{
    public Number(Value value) => Value = value;

    public Value Value { get; }
}

internal sealed class Integer : Datum
{
    public Integer(Polynomial value) => Value = value;

    public Polynomial Value { get; }
}

internal sealed class Truth : Datum
{
    public Truth(bool value) => Value = value;

    public bool Value { get; }
}

/// <summary>An array, a span, a pointer: elements of a region from an offset on.</summary>
internal sealed class View : Datum
{
    public View(Region region, ImmutableArray<Polynomial> prefix, Polynomial offset, Polynomial? length)
    {
        Region = region;
        Prefix = prefix;
        Offset = offset;
        Length = length;
    }

    public Region Region { get; }

    /// <summary>The indices of a row of an array of arrays.</summary>
    public ImmutableArray<Polynomial> Prefix { get; }

    public Polynomial Offset { get; }

    public Polynomial? Length { get; }

    public Polynomial? KnownLength => Length ?? (Prefix.IsEmpty ? Region.Length?.Minus(Offset) : null);

    public View From(Polynomial start, Polynomial? length) => new(Region, Prefix, Offset.Plus(start), length ?? KnownLength?.Minus(start));
}

/// <summary>An object or a struct with members.</summary>
internal sealed class Instance : Datum
{
    public Instance(string key, string name, RegionKind kind, ImmutableArray<Polynomial> path)
    {
        Key = key;
        Name = name;
        Kind = kind;
        Path = path;
    }

    public string Key { get; }

    public string Name { get; }

    public RegionKind Kind { get; }

    /// <summary>The indices, where it lies in an array.</summary>
    public ImmutableArray<Polynomial> Path { get; }
}

/// <summary>A tuple that the code itself put together.</summary>
internal sealed class Group : Datum
{
    public Group(ImmutableArray<Datum?> items) => Items = items;

    public ImmutableArray<Datum?> Items { get; }
}

/// <summary>A lambda or a method that is passed on.</summary>
internal sealed class Callable : Datum
{
    public Callable(IMethodSymbol method, IOperation? body, Datum? receiver)
    {
        Method = method;
        Body = body;
        Receiver = receiver;
    }

    public IMethodSymbol Method { get; }

    public IOperation? Body { get; }

    public Datum? Receiver { get; }
}

/// <summary>Another name for a place: a ref local, a ref or out parameter.</summary>
internal sealed class Alias : Datum
{
    public Alias(Place place) => Place = place;

    public Place Place { get; }
}

/// <summary>Something that can be read and assigned: a variable, or a place in a region.</summary>
internal sealed class Place
{
    public Place(ISymbol variable, ITypeSymbol type)
    {
        Variable = variable;
        Type = type;
        Path = ImmutableArray<Polynomial>.Empty;
    }

    public Place(Region region, ImmutableArray<Polynomial> path, ITypeSymbol type)
    {
        Region = region;
        Path = path;
        Type = type;
    }

    public ISymbol? Variable { get; }

    public Region? Region { get; }

    public ImmutableArray<Polynomial> Path { get; }

    public ITypeSymbol Type { get; }
}

/// <summary>A value that leaves the method: returned, written to a field or an element from outside, handed to unknown code.</summary>
/// <param name="Name">What the place is called where it goes; null where that is not known.</param>
/// <param name="Region">Where it is written; null where it is returned.</param>
/// <param name="Content">The value.</param>
/// <param name="Syntax">The expression.</param>
/// <param name="IsFinal">Whether it is there when the method ends.</param>
internal sealed record Sink(string? Name, Region? Region, Value Content, SyntaxNode Syntax, bool IsFinal);
