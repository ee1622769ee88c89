using System.Collections.Generic;
using System.Collections.Immutable;
using System.Linq;
using Microsoft.CodeAnalysis;
using ModelGen.Declaration.Rules;

namespace ModelGen.Analyzers.Usage.Flow;

/// <content>What is stored where, and what is joined with what.</content>
internal sealed partial class SequenceFlow
{
    /// <summary>What a reference points at, as something to store elsewhere.</summary>
    private PieceValue PieceOf(ReferenceValue reference, IOperation operation) => ReadPiece(reference with { IsLastTimestep = false }, operation, isNoted: !reference.IsLastTimestep);

    private void Store(ReferenceValue destination, FlowValue? value, IOperation operation)
        => Store(destination, value, DirectionsOf(destination, operation.Syntax), StrideOf(destination, operation.Syntax), operation);

    /// <summary>Puts a timestep, or one of its values, into memory.</summary>
    private void Store(ReferenceValue destination, FlowValue? value, Directions place, Polynomial? stride, IOperation operation)
    {
        PieceValue? piece = value switch
        {
            PieceValue one => one,
            ReferenceValue reference => PieceOf(reference, operation),
            _ => null,
        };
        Content before = _state.ContentOf(destination.Storage);
        if (before.TimeMajor is not null && !destination.IsOfView)
        {
            // In which order it is filled by hand is not followed.
            before = before with { TimeMajor = null };
            _state = _state.With(destination.Storage, before);
        }

        if (value is NumberValue && before.IsUniform && place.IsNone)
        {
            // One element, which may differ from the others.
            _state = _state with { Contents = _state.Contents.SetItem(destination.Storage, before with { IsUniform = false }) };
            return;
        }

        if (value is NumberValue number && before.Kind == ContentKind.Raw && !place.IsNone)
        {
            bool isUniform = LoopsAround(operation.Syntax).All(loop => DirectionOf(number.Value, loop) == 0);
            _state = _state with { Contents = _state.Contents.SetItem(destination.Storage, before with { IsUniform = isUniform }) };
            return;
        }

        if (piece is null)
        {
            if (before.Kind == ContentKind.Output && value is not NumberValue)
            {
                _state = _state.With(destination.Storage, Content.Unknown);
            }

            return;
        }

        if (place.IsNone)
        {
            // One timestep, overwritten in every turn of the loop over time; a single value changes nothing that is known.
            if (!piece.Directions.IsNone)
            {
                _state = _state.With(destination.Storage, piece.Content with { Order = 0, Moving = piece.Directions });
            }

            return;
        }

        (SyntaxNode loop, int? going) = place.Loops[0];
        int? time = piece.Directions.In(loop);
        if (piece.Content.Kind == ContentKind.Unknown || time is null or 0 || going is null)
        {
            if (before.Kind != ContentKind.Raw || piece.Content.Kind != ContentKind.Raw)
            {
                _state = _state.With(destination.Storage, Content.Unknown);
            }

            return;
        }

        int order = time.Value * going.Value;
        Content source = piece.Content;
        Content stored = source with
        {
            Order = order,
            Moving = Directions.None,
            IsFresh = false,
            Reversal = source.Order == 0 || source.Order == order ? source.Reversal : source.Reversal is null ? operation.Syntax : null,
            IsWhole = source.IsWhole && source.Order == order,
            IsUniform = false,
            TimeMajor = destination.IsOfView ? before.TimeMajor : null,
        };

        var part = new StoredPart(stored, BaseOf(destination, operation.Syntax), stride, place, operation.Syntax);
        ImmutableArray<StoredPart> parts = _state.Parts.TryGetValue(destination.Storage, out ImmutableArray<StoredPart> earlier) ? earlier : ImmutableArray<StoredPart>.Empty;
        ImmutableArray<StoredPart> others = parts.Where(p => p.Content.Origin != stored.Origin && IsInterleaved(p, part)).ToImmutableArray();

        // In a loop each of two parts meets the other one: the later is where they come together.
        foreach (StoredPart other in others.Where(o => o.At.SyntaxTree != operation.Syntax.SyntaxTree || o.At.SpanStart < operation.Syntax.SpanStart))
        {
            CheckOrder(other.Content, other.Content.Order, stored, stored.Order, operation.Syntax, operation.Syntax);
        }

        bool agrees = others.All(o => o.Content.Kind == stored.Kind && o.Content.Order == order);
        _state = _state with
        {
            Contents = _state.Contents.SetItem(destination.Storage, others.IsEmpty || agrees ? stored : Content.Unknown),
            Parts = _state.Parts.SetItem(destination.Storage, others.Contains(part) ? others : others.Add(part)),
        };
    }

    /// <summary>Two parts lie within each timestep rather than one after the other or in the same place.</summary>
    private static bool IsInterleaved(StoredPart a, StoredPart b)
    {
        bool sharesLoop = a.Loops.Loops.Any(l => b.Loops.In(l.Loop) != 0);
        Polynomial distance = b.Base - a.Base;
        if (a.Stride is null || b.Stride is null)
        {
            return sharesLoop;
        }

        // A counter stands at the same place, by its name, after it has gone on.
        return distance.Equals(Polynomial.Zero)
            ? sharesLoop && a.Stride.Constant == 1 && b.Stride.Constant == 1
            : a.Stride.Equals(b.Stride) && !distance.Symbols.Any(s => s.Name.StartsWith("§", System.StringComparison.Ordinal)) && distance.DividedBy(a.Stride) is null;
    }

    /// <summary>Elements from one timestep to the next.</summary>
    private Polynomial? StrideOf(ReferenceValue reference, SyntaxNode node)
        => DirectionsOf(reference, node) is { IsNone: false } place ? reference.Offset.StrideBy(symbol => DirectionOf(symbol, place.Loops[0].Loop) != 0) : null;

    /// <summary>The place without what loops move.</summary>
    private Polynomial BaseOf(ReferenceValue reference, SyntaxNode node)
    {
        List<SyntaxNode> loops = LoopsAround(node).ToList();
        return reference.Offset.Where(symbol => loops.All(loop => DirectionOf(symbol, loop) == 0));
    }

    /// <summary>Copies memory, a timestep in a loop or all of it.</summary>
    private void Copy(ReferenceValue source, ReferenceValue destination, IOperation operation)
    {
        Content content = _state.ContentOf(source.Storage);
        CheckLastTimestep(source, operation, content);
        if (!DirectionsOf(source, operation.Syntax).IsNone || !DirectionsOf(destination, operation.Syntax).IsNone || !content.Moving.IsNone)
        {
            Store(destination, PieceOf(source, operation), operation);
        }
        else if (destination.Offset.Equals(Polynomial.Zero) && source.Offset.Equals(Polynomial.Zero))
        {
            _state = _state.With(destination.Storage, source.IsNarrowed ? content with { Padding = null } : content);
        }
        else
        {
            // A block of something larger: what is where is not followed.
            _state = _state.With(destination.Storage, _state.ContentOf(destination.Storage).Kind == ContentKind.Raw && content.Kind == ContentKind.Raw ? Content.Raw : Content.Unknown);
        }
    }

    /// <summary>Values that become one: a sum, a product, a concatenated timestep.</summary>
    private PieceValue? Combine((FlowValue? Value, SyntaxNode Syntax)[] parts, bool isSpread)
    {
        PieceValue? result = null;
        SyntaxNode? resultSyntax = null;
        foreach ((FlowValue? value, SyntaxNode syntax) in parts)
        {
            PieceValue? piece = value switch
            {
                PieceValue one => one,
                ReferenceValue reference when isSpread => new PieceValue(_state.ContentOf(reference.Storage), InTime(_state.ContentOf(reference.Storage), DirectionsOf(reference, syntax))),
                _ => null,
            };
            if (piece is null)
            {
                continue;
            }

            if (result is null || result.Content.Kind == ContentKind.Raw)
            {
                result = result is { Content.Kind: ContentKind.Raw } && piece.Content.Kind == ContentKind.Raw ? result : piece;
                resultSyntax = syntax;
                continue;
            }

            if (piece.Content.Kind == ContentKind.Raw)
            {
                continue;
            }

            foreach ((SyntaxNode loop, int? sign) in piece.Directions.Loops)
            {
                if (sign is { } mine && result.Directions.In(loop) is { } other && other != 0)
                {
                    CheckOrder(result.Content, other, piece.Content, mine, resultSyntax!, syntax);
                }
            }

            result = piece.Content.Kind == ContentKind.Unknown || result.Content.Kind == ContentKind.Unknown || !piece.Directions.Equals(result.Directions)
                ? new PieceValue(Content.Unknown, Directions.None)
                : result with { Source = null };
        }

        return result is null ? null : result with { Source = parts.Length == 1 ? result.Source : null };
    }

    /// <summary>Two whole sequences are merged timestep by timestep.</summary>
    private Content MergeWhole(ReferenceValue first, SyntaxNode firstSyntax, ReferenceValue second, SyntaxNode secondSyntax)
    {
        Content a = _state.ContentOf(first.Storage);
        Content b = _state.ContentOf(second.Storage);
        Directions firstPlace = DirectionsOf(first, firstSyntax);
        Directions secondPlace = DirectionsOf(second, secondSyntax);
        if (a.Moving.IsNone && b.Moving.IsNone)
        {
            // Rows that a loop visits move together.
            CheckOrder(a, a.Order * (first.IsFlipped ? -1 : 1), b, b.Order * (second.IsFlipped ? -1 : 1), firstSyntax, secondSyntax);
        }
        else
        {
            Directions mine = InTime(a, firstPlace);
            foreach ((SyntaxNode loop, int? sign) in InTime(b, secondPlace).Loops)
            {
                if (sign is { } other && mine.In(loop) is { } own)
                {
                    CheckOrder(a, own, b, other, firstSyntax, secondSyntax);
                }
            }
        }

        return a.Kind == ContentKind.Output && b.Kind == ContentKind.Output && a.Order == b.Order ? a : Content.Unknown;
    }

    /// <summary>Reports outputs of two calls that are merged although time goes in opposite directions in them.</summary>
    private void CheckOrder(Content a, int aTime, Content b, int bTime, SyntaxNode aSyntax, SyntaxNode bSyntax)
    {
        if (aTime * bTime != -1 || a.Kind != ContentKind.Output || b.Kind != ContentKind.Output || a.Origin == b.Origin || a.Model is null || b.Model is null)
        {
            return;
        }

        // Outputs that nobody has put back are at fault; otherwise what was turned round without need.
        bool isFirst = IsOff(a, aTime) != IsOff(b, bTime) ? IsOff(a, aTime) : aTime < 0;
        (Content wrong, Content right, SyntaxNode at) = isFirst ? (a, b, aSyntax) : (b, a, bSyntax);
        // What was reversed before a model read it may have come newest first; only beside the same data in order is that a mistake.
        if (!wrong.Model!.IsReversed && (a.Source is null || !a.Source.Equals(b.Source)))
        {
            return;
        }

        if (IsOff(a, aTime) != IsOff(b, bTime) && wrong.Reversal is null)
        {
            Report(
                RuleIds.BackwardOrder,
                at,
                $"The outputs of '{wrong.Model.Name}', which {(wrong.Model.IsReversed ? "goes backwards" : "has read the sequence from its end")}, begin with the last timestep; here they are merged with those of '{right.Model!.Name}', which are in time order",
                "Call Sequence.Reverse(…, lengths, timesteps) on them first, or declare one model with [Bidirectional]",
                FlowMend.TurnRound(wrong),
                a.Origin,
                b.Origin);
        }
        else
        {
            Report(
                RuleIds.Reversal,
                at,
                $"The outputs of '{wrong.Model.Name}' are in time order already and have been reversed once more; here they are merged with those of '{right.Model!.Name}'",
                "Leave that reversal out",
                // A loop that reads rows from the end of their padding needs more than that.
                wrong.HasLengths ? null : FlowMend.Remove(wrong.Reversal),
                a.Origin,
                b.Origin);
        }

        static bool IsOff(Content content, int time) => content.Order == -1 || (content.Order == 0 && time < 0);
    }
}
