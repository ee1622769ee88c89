using System;
using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;
using ModelGen.Declaration.Rules;

namespace ModelGen.Analyzers.Usage.Flow;

/// <content>The last timestep of a bidirectional layer, of which the backward half has seen one timestep.</content>
internal sealed partial class SequenceFlow
{
    private static readonly string[] s_lengthNames = { "length", "len", "count", "timesteps", "steps", "frames", "size" };

    private bool IsLastTimestep(ReferenceValue part, ReferenceValue whole)
    {
        Content content = _state.ContentOf(part.Storage);
        if (content is not { Kind: ContentKind.Output, Model: { BidirectionalOutput: not null } model } || part.Length is not { Constant: { } length } || length != model.Outputs)
        {
            return false;
        }

        // Where the whole is known to end, or so many timesteps from the start as something says that there are.
        Polynomial end = part.Offset + part.Length;
        return (whole.Length is { } all && end.Equals(whole.Offset + all))
            || (end.DividedBy(Polynomial.Of(model.Outputs)) is { } timesteps && IsLength(timesteps))
            || IsLengthOf(part, end);
    }

    /// <summary>An element that a loop over the values of a timestep reads: all of them together.</summary>
    private ReferenceValue ValuesOfLastTimestep(ReferenceValue reference, IOperation operation, Content content)
    {
        if (reference.IsLastTimestep || content.Model?.BidirectionalOutput is null || reference.Length is not null
            || LoopsAround(operation.Syntax).FirstOrDefault() is not { } loop || DirectionOf(reference.Offset, loop) != 1 || !IsUnitStride(reference.Offset, loop))
        {
            return reference;
        }

        ReferenceValue timestep = reference with { Offset = reference.Offset.Where(s => DirectionOf(s, loop) == 0), Length = Polynomial.Of(content.Model.Outputs) };
        return reference with { IsLastTimestep = IsLastTimestep(timestep, reference with { Offset = Polynomial.Zero, Length = reference.End }) };
    }

    // Rows before this one may be skipped first: row·T + length.
    private static bool IsLength(Polynomial timesteps)
        => timesteps.Single is { } one ? IsLengthName(one.Name) : timesteps.Constant is null && timesteps.Where(s => IsLengthName(s.Name)).Single is { } last && IsLengthName(last.Name) && (timesteps - Polynomial.Of(last)).Symbols.Any();

    private static bool IsLengthOf(ReferenceValue part, Polynomial end)
        => end.Single is { } symbol && part.Storage.Root is { } root && (symbol.Name == root.Name + ".Length" || symbol.Name == "length of " + root.Name);

    private static bool IsLengthName(string name)
    {
        int at = name.IndexOf('@');
        string own = at >= 0 ? name.Substring(0, at) : name;
        return own is "T" or "t1" or "n" or "N" || s_lengthNames.Any(n => own.IndexOf(n, StringComparison.OrdinalIgnoreCase) >= 0);
    }

    /// <summary>Reports where the values of the last timestep are used together.</summary>
    private void CheckLastTimestep(ReferenceValue reference, IOperation operation, Content content)
    {
        if (!reference.IsLastTimestep || content.Model?.BidirectionalOutput is not { } layer || !_isReporting || IsHalf(reference, operation, layer.ForwardUnits))
        {
            return;
        }

        _lastTimesteps.Add((RuleIds.LastTimestep, operation.Syntax.SpanStart, reference.Storage));
        Report(
            RuleIds.LastTimestep,
            operation.Syntax,
            $"The last timestep of layer '{layer.Layer}' is taken as its result, but its backward direction begins there and has seen one timestep only",
            "Let the layer return its final outputs (ReturnSequences = false), or take the backward half from the first timestep",
            content.Origin);
    }

    /// <summary>All timesteps are read as well: for a maximum over them, or what the last one is compared with. Then it is no summary by itself.</summary>
    private void NoteRead(ReferenceValue reference, Content content, Directions place)
    {
        if (_isReporting && !place.IsNone && !reference.IsLastTimestep && content is { Kind: ContentKind.Output, Model.BidirectionalOutput: not null })
        {
            _readThrough.Add(reference.Storage);
        }
    }

    private void DropWhereReadThrough()
    {
        foreach ((string rule, int start, Storage storage) in _lastTimesteps.Where(l => _readThrough.Contains(l.Storage)))
        {
            _findings.Remove((rule, start));
        }
    }

    // An element alone, or one read in a loop that stays within the forward half.
    private bool IsHalf(ReferenceValue reference, IOperation operation, int units)
    {
        if (IsMemory(operation.Type) || operation is not IArrayElementReferenceOperation and not IPropertyReferenceOperation { Arguments.IsEmpty: false })
        {
            return false;
        }

        SyntaxNode? loop = LoopsAround(operation.Syntax).FirstOrDefault(l => DirectionOf(reference.Offset, l) != 0);
        return loop is not ForStatementSyntax { Condition: BinaryExpressionSyntax condition }
            || _frames[_frames.Count - 1].Graph.OriginalOperation.SemanticModel is not { } model
            || model.SyntaxTree != condition.SyntaxTree
            || model.GetConstantValue(condition.Right) is not { HasValue: true, Value: int bound }
            || bound <= units;
    }
}
