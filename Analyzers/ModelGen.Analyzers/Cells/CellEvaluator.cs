using System;
using System.Collections.Generic;
using System.Collections.Immutable;
using System.Linq;
using System.Threading;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace ModelGen.Analyzers.Cells;

/// <summary>
/// Follows a method that computes a recurrent cell, once from its beginning to its end, with symbolic values. A loop's body stands for all its turns, an element of
/// an array for all units; methods of the program are followed into; what is not understood becomes a value that says so.
/// </summary>
internal sealed partial class CellEvaluator
{
    private const int MostOperations = 40000;
    private const int DeepestNesting = 200;
    private const int DeepestCalls = 8;

    private readonly Compilation _compilation;
    private readonly IMethodSymbol _method;
    private readonly CancellationToken _cancellation;
    private readonly Dictionary<string, Region> _regions = new(StringComparer.Ordinal);
    private readonly List<(Value Value, SyntaxNode Syntax)> _computed = new();
    private readonly List<(Value Activation, SyntaxNode Argument)> _arguments = new();
    private readonly Dictionary<SyntaxNode, SpecialType> _types = new();
    private readonly List<Sink> _sinks = new();
    private readonly Dictionary<(Region, int), SyntaxNode> _writers = new();
    private readonly Dictionary<string, SyntaxNode> _referenceWriters = new(StringComparer.Ordinal);

    private ImmutableDictionary<ISymbol, Datum> _locals = ImmutableDictionary.Create<ISymbol, Datum>(SymbolEqualityComparer.Default);
    private ImmutableDictionary<string, Datum> _references = ImmutableDictionary.Create<string, Datum>(StringComparer.Ordinal);
    private Memory _memory;
    private bool _ended;
    private int _operations;
    private int _nesting;
    private int _fresh;

    private CellEvaluator(Compilation compilation, IMethodSymbol method, CancellationToken cancellation)
    {
        _compilation = compilation;
        _method = method;
        _cancellation = cancellation;
        Values = new ValueFactory();
        _memory = new Memory(Values);
    }

    public ValueFactory Values { get; }

    /// <summary>Every number that was computed, in order, with the expression of the method itself that it was computed in.</summary>
    public IReadOnlyList<(Value Value, SyntaxNode Syntax)> Computed => _computed;

    /// <summary>What stands between the brackets where the method calls an activation function.</summary>
    public IReadOnlyList<(Value Activation, SyntaxNode Argument)> Arguments => _arguments;

    public IReadOnlyList<Sink> Sinks => _sinks;

    /// <summary>Everything that the method's own code, and what it was passed, is called.</summary>
    public IEnumerable<Region> Regions => _regions.Values;

    /// <summary>Whether something in the method was left out that may write the state.</summary>
    public bool IsIncomplete { get; private set; }

    /// <summary>Follows <paramref name="method"/>; null where it computes more than can be followed.</summary>
    public static CellEvaluator? Run(Compilation compilation, IMethodSymbol method, IEnumerable<IOperation> bodies, CancellationToken cancellation)
    {
        var evaluator = new CellEvaluator(compilation, method, cancellation);
        try
        {
            evaluator.BindParameters();
            foreach (IOperation body in bodies)
            {
                evaluator.Execute(body);
            }

            evaluator.Finish();
            return evaluator;
        }
        catch (AnalysisLimitException)
        {
            return null;
        }
    }

    /// <summary>The type of an expression of the method.</summary>
    public SpecialType TypeOf(SyntaxNode expression) => _types.TryGetValue(expression, out SpecialType type) ? type : SpecialType.None;

    private void BindParameters()
    {
        foreach (IParameterSymbol parameter in _method.Parameters)
        {
            RegionKind kind = parameter.RefKind is RefKind.None or RefKind.In ? RegionKind.Argument : RegionKind.Outside;
            Datum? datum = Initial("param:" + parameter.Name, parameter.Name, parameter.Type, kind, ImmutableArray<Polynomial>.Empty);
            if (parameter.RefKind is RefKind.Ref or RefKind.Out)
            {
                datum = new Alias(new Place(RegionOf("param:" + parameter.Name, parameter.Name, kind), ImmutableArray<Polynomial>.Empty, parameter.Type));
            }

            Assign(parameter, datum);
        }
    }

    /// <summary>What a place of the given type holds before anything was written to it.</summary>
    private Datum? Initial(string key, string name, ITypeSymbol type, RegionKind kind, ImmutableArray<Polynomial> path, IFieldSymbol? field = null)
    {
        if (CellTypes.IsBuffer(type))
        {
            // The elements are shared with the caller even where the array's variable is a copy.
            return new View(RegionOf(key + "[]", name, kind == RegionKind.Argument ? RegionKind.Outside : kind, field), path, Polynomial.Zero, null);
        }

        if (CellTypes.IsNumber(type))
        {
            return new Number(ReadInitially(RegionOf(key, name, kind), path));
        }

        if (CellTypes.IsInteger(type))
        {
            return new Integer(Polynomial.Symbol(key + string.Join(",", path.Select(p => p.Text))));
        }

        return type.SpecialType is SpecialType.None && type.TypeKind is not (TypeKind.Enum or TypeKind.Delegate)
            ? new Instance(key, name, type.IsReferenceType && kind == RegionKind.Argument ? RegionKind.Outside : kind, path)
            : null;
    }

    private Region RegionOf(string key, string name, RegionKind kind, IFieldSymbol? field = null)
    {
        if (!_regions.TryGetValue(key, out Region? region))
        {
            region = new Region(key, name, kind) { Field = field };
            _regions.Add(key, region);
        }

        region.Field ??= field;
        return region;
    }

    private Region FreshRegion(Polynomial? length)
    {
        string key = "new" + (_fresh++).ToString(System.Globalization.CultureInfo.InvariantCulture);
        var region = new Region(key, key, RegionKind.Fresh) { Length = length, Depth = LoopDepth };
        _regions.Add(key, region);
        return region;
    }

    private Value ReadInitially(Region region, ImmutableArray<Polynomial> path)
        => region.Kind == RegionKind.Fresh && region.Depth >= LoopDepth ? Values.Zero : Values.Read(region, path);

    private Value ReadNumber(Region region, ImmutableArray<Polynomial> path)
        => _memory.Read(region, path, _trips, ReadInitially(region, path));

    private Datum? Read(Place place)
    {
        if (place.Variable is { } variable)
        {
            return _locals.TryGetValue(variable, out Datum? datum)
                ? datum is Alias alias ? Read(alias.Place) : datum
                : null;
        }

        Region region = place.Region!;
        if (CellTypes.IsNumber(place.Type))
        {
            return new Number(ReadNumber(region, place.Path));
        }

        return _references.TryGetValue(ReferenceKey(place), out Datum? reference)
            ? reference
            : Initial(region.Key, region.Name, place.Type, region.Kind, place.Path, region.Field);
    }

    private void Write(Place place, Datum? datum, SyntaxNode syntax)
    {
        if (place.Variable is { } variable)
        {
            if (_locals.TryGetValue(variable, out Datum? bound) && bound is Alias alias)
            {
                Write(alias.Place, datum, syntax);
                return;
            }

            Assign(variable, CopyOf(datum, place.Type));
            return;
        }

        Region region = place.Region!;
        if (CellTypes.IsNumber(place.Type))
        {
            WriteNumber(region, place.Path, AsValue(datum), syntax);
            return;
        }

        string key = ReferenceKey(place);
        datum = CopyOf(datum, place.Type);
        _references = datum is null ? _references.Remove(key) : _references.SetItem(key, datum);
        _referenceWriters[key] = _site ?? syntax;
        if (region.Kind == RegionKind.Outside)
        {
            Leave(datum, region.Name, RegionOf(region.Key + "[]", region.Name, region.Kind), syntax, isFinal: false);
        }
    }

    private void WriteNumber(Region region, ImmutableArray<Polynomial> path, Value value, SyntaxNode syntax)
    {
        var trips = ImmutableDictionary<string, Polynomial?>.Empty;
        foreach (KeyValuePair<string, Polynomial?> trip in _trips)
        {
            if (path.Any(p => !p.Without(trip.Key).Equals(p)))
            {
                trips = trips.Add(trip.Key, trip.Value);
            }
        }

        _memory.Write(region, new Entry(path, trips, value));
        SyntaxNode site = _site ?? syntax;
        _writers[(region, value.Id)] = site;
        if (region.Kind == RegionKind.Outside)
        {
            _sinks.Add(new Sink(region.Name, region, value, site, IsFinal: false));
        }
    }

    private void Assign(ISymbol variable, Datum? datum) => _locals = datum is null ? _locals.Remove(variable) : _locals.SetItem(variable, datum);

    private static string ReferenceKey(Place place) => place.Region!.Key + "|" + string.Join(",", place.Path.Select(p => p.Text));

    /// <summary>A struct is copied when it is assigned.</summary>
    private Datum? CopyOf(Datum? datum, ITypeSymbol? type)
    {
        if (datum is not Instance instance || type is not { IsValueType: true })
        {
            return datum;
        }

        string key = "copy" + (_fresh++).ToString(System.Globalization.CultureInfo.InvariantCulture);
        var copy = new Instance(key, instance.Name, RegionKind.Argument, instance.Path);
        _origins[key] = (instance, _memory.Copy(), _references);
        return copy;
    }

    private Value AsValue(Datum? datum) => datum switch
    {
        Number number => number.Value,
        Integer { Value.Constant: { } constant } => Values.Constant(constant),
        Integer integer => Values.Unknown("int " + integer.Value.Text, Array.Empty<Value>()),
        View view => ReadBulk(view),
        Instance instance => Values.Read(RegionOf(instance.Key, instance.Name, instance.Kind), instance.Path),
        Group group => Values.Unknown("group", group.Items.Select(AsValue)),
        _ => Values.Unknown("?", Array.Empty<Value>()),
    };

    private static ImmutableArray<Polynomial> Element(View view, Polynomial index) => view.Prefix.Add(view.Offset.Plus(index));

    /// <summary>Notes that <paramref name="datum"/> can be seen from outside from now on, with all that it holds.</summary>
    private void Leave(Datum? datum, string? name, Region? region, SyntaxNode syntax, bool isFinal)
    {
        SyntaxNode site = _site ?? syntax;
        switch (datum)
        {
            case Number number:
                _sinks.Add(new Sink(name, region, number.Value, site, isFinal));
                break;
            case View view:
                foreach (Entry entry in _memory.Of(view.Region))
                {
                    _sinks.Add(new Sink(name, region, entry.Content, site, isFinal));
                }

                break;
            case Group group:
                foreach (Datum? item in group.Items)
                {
                    Leave(item, null, null, syntax, isFinal);
                }

                break;
            case Alias alias:
                Leave(Read(alias.Place), name, region, syntax, isFinal);
                break;
            case Instance instance:
                LeaveMembers(instance, syntax, isFinal);
                break;
        }
    }

    private void LeaveMembers(Instance instance, SyntaxNode syntax, bool isFinal)
    {
        string prefix = instance.Key + ".";
        foreach (KeyValuePair<Region, ImmutableList<Entry>> region in _memory.Entries.Where(e => e.Key.Key.StartsWith(prefix, StringComparison.Ordinal)).OrderBy(e => e.Key.Key, StringComparer.Ordinal).ToArray())
        {
            foreach (Entry entry in region.Value)
            {
                _sinks.Add(new Sink(region.Key.Name, null, entry.Content, WriterOf(region.Key, entry.Content) ?? _site ?? syntax, isFinal));
            }
        }

        foreach (KeyValuePair<string, Datum> reference in _references.Where(r => r.Key.StartsWith(prefix, StringComparison.Ordinal)).OrderBy(r => r.Key, StringComparer.Ordinal).ToArray())
        {
            if (reference.Value is View or Group or Number)
            {
                string member = reference.Key.Substring(prefix.Length).Split('|')[0];
                Leave(reference.Value, member, null, _referenceWriters.TryGetValue(reference.Key, out SyntaxNode? writer) ? writer : syntax, isFinal);
            }
        }
    }

    private SyntaxNode? WriterOf(Region region, Value value) => _writers.TryGetValue((region, value.Id), out SyntaxNode? syntax) ? syntax : null;

    /// <summary>What is left in fields, parameters by reference and elements from outside.</summary>
    private void Finish()
    {
        SyntaxNode syntax = _method.DeclaringSyntaxReferences[0].GetSyntax(_cancellation);
        foreach (KeyValuePair<Region, ImmutableList<Entry>> region in _memory.Entries.Where(e => e.Key.Kind is RegionKind.Outside).OrderBy(e => e.Key.Key, StringComparer.Ordinal).ToArray())
        {
            foreach (Entry entry in region.Value)
            {
                _sinks.Add(new Sink(region.Key.Name, region.Key, entry.Content, WriterOf(region.Key, entry.Content) ?? syntax, IsFinal: true));
            }
        }

        foreach (KeyValuePair<string, Datum> reference in _references.OrderBy(r => r.Key, StringComparer.Ordinal).ToArray())
        {
            string key = reference.Key.Split('|')[0];
            if (_regions.TryGetValue(key, out Region? region) && region.Kind == RegionKind.Outside)
            {
                SyntaxNode writer = _referenceWriters.TryGetValue(reference.Key, out SyntaxNode? assignment) ? assignment : syntax;
                Leave(reference.Value, region.Name, RegionOf(key + "[]", region.Name, region.Kind), writer, isFinal: true);
            }
        }
    }

    private void Record(Value value, SyntaxNode syntax)
    {
        if (value.Kind != ValueKind.Constant)
        {
            _computed.Add((value, _site ?? syntax));
        }
    }
}
