using System;
using System.Collections.Generic;
using System.Linq;
using Microsoft.CodeAnalysis;
using ModelGen.Declaration.Rules;

namespace ModelGen.Analyzers.Cells;

/// <summary>The rules about cells that a person wrote, on what was found in one method.</summary>
internal sealed partial class CellRules
{
    private readonly IMethodSymbol _method;
    private readonly CellEvaluator _evaluator;
    private readonly InitialBias _bias;
    private readonly ValueFactory _values;
    private readonly Dictionary<Value, SyntaxNode> _places = new();
    private readonly Dictionary<Value, SyntaxNode> _arguments = new();
    private readonly List<Value> _computed = new();
    private readonly List<Sink> _sinks;
    private readonly IReadOnlyList<CellMatch> _matches;
    private readonly List<CellProblem> _problems = new();

    public CellRules(IMethodSymbol method, CellEvaluator evaluator, InitialBias bias)
    {
        _method = method;
        _evaluator = evaluator;
        _bias = bias;
        _values = evaluator.Values;
        foreach ((Value value, SyntaxNode syntax) in evaluator.Computed)
        {
            Value canonical = _values.Canonical(value);
            if (!_places.ContainsKey(canonical))
            {
                _places.Add(canonical, syntax);
                _computed.Add(canonical);
            }
        }

        foreach ((Value activation, SyntaxNode argument) in evaluator.Arguments)
        {
            _arguments[_values.Canonical(activation)] = argument;
        }

        _sinks = evaluator.Sinks.Select(s => s with { Content = _values.Canonical(s.Content) }).ToList();
        _matches = CellRecognizer.Find(_computed, _values);
    }

    public IEnumerable<CellProblem> Check()
    {
        foreach (CellMatch match in _matches)
        {
            bool isMixedUp = CheckRoles(match);
            CheckForgetBias(match);
            if (!isMixedUp)
            {
                CheckRecurrentTerms(match);
                CheckReturn(match);
            }
        }

        return _problems
            .GroupBy(p => (p.RuleId, p.Syntax.SpanStart))
            .Select(g => g.First());
    }

    private void Report(string ruleId, SyntaxNode syntax, string what, string remedy, string? suggestion = null)
        => _problems.Add(new CellProblem(ruleId, syntax, what, remedy, suggestion));

    /// <summary>Where a gate is written: between the brackets of its activation function, or where its value is first computed.</summary>
    private SyntaxNode PlaceOf(Gate gate, CellMatch match)
        => _arguments.TryGetValue(gate.Activated, out SyntaxNode? argument) ? argument
            : _places.TryGetValue(gate.PreActivation, out SyntaxNode? before) ? before
            : _places.TryGetValue(gate.Activated, out SyntaxNode? activated) ? activated
            : PlaceOf(match.NewCell);

    private SyntaxNode PlaceOf(Value value) => _places.TryGetValue(value, out SyntaxNode? syntax) ? syntax : _method.DeclaringSyntaxReferences[0].GetSyntax();

    /// <summary>MG1001.</summary>
    private void CheckForgetBias(CellMatch match)
    {
        if (match.Forget is not { } forget)
        {
            return;
        }

        (BiasState state, string? name) = _bias.Of(forget.PreActivation);
        if (state == BiasState.Present)
        {
            return;
        }

        string what = state == BiasState.Missing
            ? $"The {forget.Description} of cell '{_method.Name}' has no bias"
            : $"The {forget.Description} of cell '{_method.Name}' has the bias '{name}', which starts at 0";
        Report(
            RuleIds.ForgetBias,
            PlaceOf(forget, match),
            what,
            state == BiasState.Missing
                ? "Add a bias that starts at 1, or 1 to the gate's pre-activation, so that the cell remembers before it has learnt to"
                : "Let it start at 1, or add 1 to the gate's pre-activation, so that the cell remembers before it has learnt to",
            DiagnosticProperties.AddOne);
    }

    /// <summary>MG1014.</summary>
    private void CheckRecurrentTerms(CellMatch match)
    {
        if (match.Gates.Count < 3)
        {
            return;
        }

        Value[] ends = new[] { match.NewCell, match.NewHidden }.Where(v => v is not null).Select(v => v!).ToArray();
        List<(Gate Gate, Dependencies Reads)> reads = match.Gates.Select(g => (g, Dependencies.Of(g.PreActivation, ends))).ToList();
        if (reads.Any(r => r.Reads.IsUncertain))
        {
            return;
        }

        HashSet<Region> hidden = new(reads.SelectMany(r => r.Reads.Regions).Where(r => !ReferenceEquals(r, match.Cell) && IsHidden(r, match)));
        List<(Gate Gate, Dependencies Reads)> without = reads.Where(r => !r.Reads.Regions.Overlaps(hidden)).ToList();
        if (hidden.Count == 0 || without.Count != 1)
        {
            return;
        }

        // It reads the input: something that every other gate reads too.
        (Gate lacking, Dependencies its) = without[0];
        if (its.Regions.Any(r => !ReferenceEquals(r, match.Cell) && reads.All(o => o.Reads.Regions.Contains(r))))
        {
            string name = hidden.OrderBy(r => r.Key, StringComparer.Ordinal).First().Name;
            Report(
                RuleIds.MissingRecurrentTerm,
                PlaceOf(lacking, match),
                $"The {lacking.Description} of cell '{_method.Name}' does not read the hidden state '{name}', which the others do",
                $"Add its recurrent term, the product of '{name}' and the gate's recurrent weights");
        }
    }

    /// <summary>Whether a region is h: what the new hidden state is stored to, or a name that leaves no doubt.</summary>
    private bool IsHidden(Region region, CellMatch match)
        => StateNames.Of(region.Name) == StateName.Hidden
            || (match.NewHidden is { } hidden && _sinks.Any(s => s.IsFinal && ReferenceEquals(s.Region, region) && CellRecognizer.Contains(s.Content, hidden)));

    /// <summary>MG1015.</summary>
    private void CheckReturn(CellMatch match)
    {
        // What is carried from turn to turn within the method need not leave it.
        if (_evaluator.IsIncomplete || match.Cell.Kind is RegionKind.Carried or RegionKind.Fresh || match.NewHidden is not { } hidden || _sinks.Any(s => s.Region?.Kind == RegionKind.Carried && CellRecognizer.Contains(s.Content, hidden)))
        {
            return;
        }

        bool isCellKept = _sinks.Any(s => CellRecognizer.Contains(s.Content, match.NewCell, hidden)) || IsReadByAnother(match.NewCell, match);
        bool isHiddenKept = _sinks.Any(s => CellRecognizer.Contains(s.Content, hidden));
        if (isCellKept && isHiddenKept)
        {
            return;
        }

        (string state, Value lost) = isCellKept ? ("hidden", hidden) : ("cell", match.NewCell);
        Report(
            RuleIds.StateNotReturned,
            PlaceOf(lost),
            $"Cell '{_method.Name}' computes the new {state} state, but neither returns nor stores it",
            $"Return it, or write it where the next timestep reads '{(isCellKept ? "h" : match.Cell.Name)}'");
    }

    /// <summary>Whether another timestep in the same method goes on from this state.</summary>
    private bool IsReadByAnother(Value state, CellMatch match)
        => _matches.Any(m => !ReferenceEquals(m.NewCell, match.NewCell) && CellRecognizer.Contains(m.NewCell, state, match.NewHidden));
}

/// <summary>What a pre-activation reads.</summary>
internal sealed class Dependencies
{
    public HashSet<Region> Regions { get; } = new();

    /// <summary>Whether it may read more, through code that cannot be seen.</summary>
    public bool IsUncertain { get; private set; }

    public static Dependencies Of(Value value, IReadOnlyList<Value> ends)
    {
        var result = new Dependencies();
        var seen = new HashSet<int>();
        Visit(value);
        return result;

        void Visit(Value current)
        {
            if (!seen.Add(current.Id) || ends.Any(e => ReferenceEquals(e, current)))
            {
                return;
            }

            if (current.Region is { } region)
            {
                result.Regions.Add(region);
            }

            result.IsUncertain |= current.Kind == ValueKind.Unknown && (current.Name.StartsWith("!", StringComparison.Ordinal) || current.Name == "?");
            foreach (Value operand in current.Operands)
            {
                Visit(operand);
            }
        }
    }
}
