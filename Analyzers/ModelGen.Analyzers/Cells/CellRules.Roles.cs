using System.Collections.Generic;
using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using ModelGen.Declaration.Rules;

namespace ModelGen.Analyzers.Cells;

/// <content>MG1013: the two states in each other's place.</content>
internal sealed partial class CellRules
{
    private bool CheckRoles(CellMatch match)
        => CheckSource(match) || CheckOutput(match) || CheckPlaces(match);

    /// <summary>The new states go where the other one belongs.</summary>
    private bool CheckPlaces(CellMatch match)
    {
        if (match.NewHidden is not { } hidden)
        {
            return false;
        }

        foreach (Sink sink in _sinks.Where(s => s.IsFinal).OrderBy(s => s.Syntax.SpanStart))
        {
            Value content = ValueFactory.WithoutBounds(sink.Content);
            bool isCell = ReferenceEquals(content, match.NewCell);
            bool isHidden = ReferenceEquals(content, hidden);
            if (!isCell && !isHidden)
            {
                continue;
            }

            StateName place = RoleOf(sink, match);
            if (place == (isCell ? StateName.Hidden : StateName.Cell) && !IsGivenRightly(isCell ? hidden : match.NewCell, place, match))
            {
                string target = sink.Name is null ? string.Empty : $" '{sink.Name}'";
                Report(
                    RuleIds.SwappedStates,
                    sink.Syntax,
                    isCell
                        ? $"Cell '{_method.Name}' gives its new cell state as the hidden state{target}"
                        : $"Cell '{_method.Name}' gives its new hidden state as the cell state{target}",
                    $"Exchange the two: the hidden state is what the output gate multiplies, the cell state is what the forget gate multiplies next ('{match.Cell.Name}')",
                    CanBeExchanged(sink, isCell ? hidden : match.NewCell) ? DiagnosticProperties.Exchange : null);
                return true;
            }
        }

        return false;
    }

    /// <summary>Whether the state that belongs there also goes to such a place: then this one is a copy for some purpose.</summary>
    private bool IsGivenRightly(Value state, StateName place, CellMatch match)
        => _sinks.Any(s => s.IsFinal && ReferenceEquals(ValueFactory.WithoutBounds(s.Content), state) && RoleOf(s, match) == place);

    /// <summary>Whether the other state stands beside this one in a tuple of two.</summary>
    private bool CanBeExchanged(Sink sink, Value other)
        => sink.Syntax.Parent?.Parent is TupleExpressionSyntax { Arguments.Count: 2 } tuple
            && _sinks.Any(s => s.IsFinal && ReferenceEquals(ValueFactory.WithoutBounds(s.Content), other) && s.Syntax != sink.Syntax && s.Syntax.Parent?.Parent == tuple);

    /// <summary>Which state is read from a place at the next timestep.</summary>
    private StateName RoleOf(Sink sink, CellMatch match)
    {
        if (ReferenceEquals(sink.Region, match.Cell))
        {
            return StateName.Cell;
        }

        if (sink.Region is { } region && FeedsCandidate(region, match))
        {
            return StateName.Hidden;
        }

        return StateNames.Of(sink.Name);
    }

    private bool FeedsCandidate(Region region, CellMatch match)
        => Dependencies.Of(match.Candidate, new Value[0]).Regions.Contains(region);

    /// <summary>h' = σ(o)·tanh(h): the old hidden state in the place of c'.</summary>
    private bool CheckOutput(CellMatch match)
    {
        if (match.NewHidden is not null)
        {
            return false;
        }

        foreach (Value product in _computed.Where(v => v.Kind == ValueKind.Product && v.Operands.Length == 2))
        {
            Value? tanh = product.Operands.FirstOrDefault(o => o.Kind == ValueKind.Tanh && CellRecognizer.IsState(o.Operand));
            if (tanh?.Operand.Region is { } region && !ReferenceEquals(region, match.Cell) && product.Operands.Any(o => CellRecognizer.PreActivationOf(o) is not null)
                && StateNames.Of(region.Name) == StateName.Hidden && _sinks.Any(s => CellRecognizer.Contains(s.Content, product)))
            {
                Report(
                    RuleIds.SwappedStates,
                    PlaceOf(tanh),
                    $"Cell '{_method.Name}' computes its new hidden state from '{region.Name}', the old hidden state, and not from the new cell state",
                    "Give tanh the new cell state");
                return true;
            }
        }

        return false;
    }

    /// <summary>c' = σ(f)·h + …, with gates that read c: the states are read in each other's place.</summary>
    private bool CheckSource(CellMatch match)
    {
        if (StateNames.Of(match.Cell.Name) != StateName.Hidden)
        {
            return false;
        }

        Region? fed = match.Gates.SelectMany(g => Dependencies.Of(g.PreActivation, new[] { match.NewCell }).Regions).FirstOrDefault(r => StateNames.Of(r.Name) == StateName.Cell);
        if (fed is null || !FeedsCandidate(fed, match))
        {
            // The gates may read h too, and c nothing at all.
            fed = _evaluator.Regions.FirstOrDefault(r => StateNames.Of(r.Name) == StateName.Cell && r.Kind is RegionKind.Argument or RegionKind.Outside && IsState(r));
            if (fed is null || !FeedsCandidate(match.Cell, match))
            {
                return false;
            }
        }

        Report(
            RuleIds.SwappedStates,
            PlaceOf(match.NewCell),
            $"The forget gate of cell '{_method.Name}' multiplies '{match.Cell.Name}', the hidden state, and not '{fed.Name}', the cell state",
            $"Multiply '{fed.Name}' by the forget gate, and let the gates read '{match.Cell.Name}'");
        return true;
    }

    /// <summary>Whether a region is a parameter of the method.</summary>
    private bool IsState(Region region) => _method.Parameters.Any(p => p.Name == region.Name);
}
