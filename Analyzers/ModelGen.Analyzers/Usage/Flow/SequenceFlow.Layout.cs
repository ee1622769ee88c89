using System.Collections.Immutable;
using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;
using ModelGen.Declaration.Rules;

namespace ModelGen.Analyzers.Usage.Flow;

/// <content>Whether rows or timesteps come first: what views and conversions say of memory, and who reads it.</content>
internal sealed partial class SequenceFlow
{
    /// <summary>A view is made: data that no model has made are as it says.</summary>
    private FlowValue? ViewTimeMajor(IObjectCreationOperation creation, FlowValue?[] arguments)
    {
        if (creation.Arguments.FirstOrDefault(a => a.Parameter?.Name == "values") is not { } values || arguments[creation.Arguments.IndexOf(values)] is not ReferenceValue memory)
        {
            return null;
        }

        Content content = _state.ContentOf(memory.Storage);
        if (content.Kind == ContentKind.Raw && HasSeveralRows(creation.Arguments))
        {
            _state = _state.With(memory.Storage, content with { TimeMajor = creation.Syntax });
        }

        return new TimeMajorValue(memory, creation.Syntax, HasSeveralRows(creation.Arguments));
    }

    private FlowValue? CallOnView(TimeMajorValue view, IInvocationOperation call)
    {
        IOperation? other = ModelTypes.Argument(call, "batchMajor");
        switch (call.TargetMethod.Name)
        {
            case "CopyTo":
                ToBatchMajor(view.Memory, Evaluate(other) as ReferenceValue, call.Instance!.Syntax, view.HasSeveralRows);
                break;
            case "CopyFrom":
                ToTimeMajor(Evaluate(other) as ReferenceValue, other?.Syntax, view.Memory, view.HasSeveralRows, call.Syntax);
                break;
            case "Reverse":
                CheckIsTimeMajor(view.Memory, call.Instance!.Syntax, view.HasSeveralRows);
                Content content = _state.ContentOf(view.Memory.Storage);
                CheckReversal(content, call.Instance, call.Syntax, isWhole: false);
                _state = _state.With(view.Memory.Storage, Reversed(content, call.Syntax, isWhole: false));
                break;
        }

        return null;
    }

    private FlowValue? ConvertLayout(IInvocationOperation call)
    {
        IOperation? batchMajor = ModelTypes.Argument(call, "batchMajor");
        IOperation? timeMajor = ModelTypes.Argument(call, "timeMajor");
        var rows = Evaluate(batchMajor) as ReferenceValue;
        var timesteps = Evaluate(timeMajor) as ReferenceValue;
        bool hasSeveral = HasSeveralRows(call.Arguments);
        if (call.TargetMethod.Name == "ToTimeMajor")
        {
            if (timesteps is not null)
            {
                ToTimeMajor(rows, batchMajor?.Syntax, timesteps, hasSeveral, call.Syntax);
            }
        }
        else if (timesteps is not null)
        {
            ToBatchMajor(timesteps, rows, timeMajor!.Syntax, hasSeveral);
        }

        return null;
    }

    /// <summary>A reversal by length says which axis is which.</summary>
    private void CheckLayout(IInvocationOperation call, ReferenceValue source, IOperation from)
    {
        if (ModelTypes.Argument(call, "shape") is null)
        {
            CheckIsBatchMajor(source, from.Syntax, "Sequence.Reverse(…, lengths, timesteps)");
        }
        else if (ModelTypes.Argument(call, "timeAxis")?.ConstantValue is { HasValue: true, Value: 0 } && ModelTypes.Argument(call, "rowAxis")?.ConstantValue is { HasValue: true, Value: 1 })
        {
            CheckIsTimeMajor(source, from.Syntax, hasSeveralRows: true);
            if (_state.ContentOf(source.Storage) is { Kind: ContentKind.Raw } content)
            {
                _state = _state.With(source.Storage, content with { TimeMajor = call.Syntax });
            }
        }
    }

    private void ToBatchMajor(ReferenceValue source, ReferenceValue? destination, SyntaxNode at, bool hasSeveralRows)
    {
        CheckIsTimeMajor(source, at, hasSeveralRows);
        if (destination is not null)
        {
            _state = _state.With(destination.Storage, _state.ContentOf(source.Storage) with { TimeMajor = null });
        }
    }

    private void ToTimeMajor(ReferenceValue? source, SyntaxNode? at, ReferenceValue destination, bool hasSeveralRows, SyntaxNode conversion)
    {
        Content content = source is null ? Content.Unknown : _state.ContentOf(source.Storage);
        if (at is not null && source is not null && hasSeveralRows)
        {
            CheckIsBatchMajor(source, at, "This conversion");
        }

        _state = _state.With(destination.Storage, content with { TimeMajor = hasSeveralRows ? conversion : null });
    }

    /// <summary>What a model has returned is batch-major.</summary>
    private void CheckIsTimeMajor(ReferenceValue memory, SyntaxNode at, bool hasSeveralRows)
    {
        Content content = _state.ContentOf(memory.Storage);
        if (hasSeveralRows && content is { Kind: ContentKind.Output, TimeMajor: null, HasRows: true, Model: { ReturnsSequence: true } model })
        {
            Report(
                RuleIds.Layout,
                at,
                $"The outputs of '{model.Name}' are batch-major, [rows, timesteps, {model.Outputs}], but are read here as time-major, [timesteps, rows, {model.Outputs}]",
                "Use them as they are; Sequence.ToTimeMajor makes time-major ones of them",
                content.Origin,
                at);
        }
    }

    /// <summary>Who reads rows needs them one after the other.</summary>
    private void CheckIsBatchMajor(ReferenceValue memory, SyntaxNode at, string reader)
    {
        if (_state.ContentOf(memory.Storage) is { TimeMajor: { } since })
        {
            Report(
                RuleIds.Layout,
                at,
                $"{reader} reads batch-major rows, [rows, timesteps, features], and these are time-major, [timesteps, rows, features]",
                "Convert them first: Sequence.ToBatchMajor(…), or CopyTo of their view",
                since,
                at);
        }
    }

    // With one row, or one timestep, both orders are the same.
    private bool HasSeveralRows(ImmutableArray<IArgumentOperation> arguments)
        => arguments.Where(a => a.Parameter?.Name is "rows" or "timesteps").All(a => FlowValue.IndexOf(Evaluate(a.Value))?.Constant != 1);
}
