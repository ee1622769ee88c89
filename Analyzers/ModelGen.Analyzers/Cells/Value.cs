using System.Collections.Immutable;

namespace ModelGen.Analyzers.Cells;

/// <summary>What a <see cref="Value"/> is made by.</summary>
internal enum ValueKind
{
    Constant,

    /// <summary>What a region held when the method began.</summary>
    Read,
    Sum,
    Product,
    Sigmoid,
    Tanh,
    Exp,
    Reciprocal,

    /// <summary>Its operand, kept within constant bounds.</summary>
    Clip,

    /// <summary>Another function of one value per element.</summary>
    Function,

    /// <summary>One of its operands, by a condition that is not known.</summary>
    Choice,

    /// <summary>Anything that depends on its operands, and perhaps on more.</summary>
    Unknown,
}

/// <summary>
/// A number that a cell computes, as an expression of what it read: one element stands for all units, and a sum over inputs is written
/// without its summation sign (<c>w·x</c> is a matrix product). Equal values of one analysis are one object.
/// </summary>
internal sealed class Value
{
    public Value(int id, ValueKind kind, ImmutableArray<Value> operands, double constant, string name, Region? region, ImmutableArray<Polynomial> path)
    {
        Id = id;
        Kind = kind;
        Operands = operands;
        Constant = constant;
        Name = name;
        Region = region;
        Path = path;
        foreach (Value operand in operands)
        {
            Depth = System.Math.Max(Depth, operand.Depth + 1);
        }
    }

    public int Id { get; }

    public ValueKind Kind { get; }

    public ImmutableArray<Value> Operands { get; }

    /// <summary>How many values lie within each other.</summary>
    public int Depth { get; }

    public double Constant { get; }

    /// <summary>Of a <see cref="ValueKind.Function"/> or <see cref="ValueKind.Unknown"/>.</summary>
    public string Name { get; }

    /// <summary>Of a <see cref="ValueKind.Read"/>.</summary>
    public Region? Region { get; }

    /// <summary>Of a <see cref="ValueKind.Read"/>: the indices into the region.</summary>
    public ImmutableArray<Polynomial> Path { get; }

    public Value Operand => Operands[0];

    public bool IsConstant(double value) => Kind == ValueKind.Constant && Constant == value;
}

/// <summary>Where the values of a region come from.</summary>
internal enum RegionKind
{
    /// <summary>A parameter that the caller does not see change, or what it holds where that is a copy.</summary>
    Argument,

    /// <summary>A field, an element of an array or span from outside, or a parameter by reference: what is written there stays.</summary>
    Outside,

    /// <summary>Made by the method itself, and zero at first.</summary>
    Fresh,

    /// <summary>A local variable at the beginning of a loop's turn.</summary>
    Carried,
}

/// <summary>Something that holds one or many numbers: a parameter, a field, an array. Equal within an analysis by reference.</summary>
internal sealed class Region
{
    public Region(string key, string name, RegionKind kind)
    {
        Key = key;
        Name = name;
        Kind = kind;
    }

    public string Key { get; }

    /// <summary>What the program calls it.</summary>
    public string Name { get; }

    public RegionKind Kind { get; }

    /// <summary>The number of its elements, where the method itself made it.</summary>
    public Polynomial? Length { get; set; }

    /// <summary>How many loops were around the place that made it.</summary>
    public int Depth { get; set; }

    /// <summary>The field that it is, for looking at how that is initialised.</summary>
    public Microsoft.CodeAnalysis.IFieldSymbol? Field { get; set; }

    public override string ToString() => Key;
}
