using System.Collections.Immutable;
using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;
using ModelGen.Declaration;
using ModelGen.Declaration.Rules;

namespace ModelGen.Analyzers.Usage.Flow;

/// <content>What models and the library's own helpers do to sequences, and what is wrong with what they are given.</content>
internal sealed partial class SequenceFlow
{
    private FlowValue? Predict(IInvocationOperation call)
    {
        ModelFacts model = _types.ModelOf(call.TargetMethod.ContainingType)!;
        IOperation? inputs = ModelTypes.Argument(call, "x");
        var x = Evaluate(inputs) as ReferenceValue;
        IOperation? lengths = ModelTypes.Argument(call, "lengths");
        var lengthsOf = Evaluate(lengths) as ReferenceValue;
        var y = Evaluate(ModelTypes.Argument(call, "y")) as ReferenceValue;
        Content read = x is null ? Content.Unknown : _state.ContentOf(x.Storage);
        if (x is not null && inputs is not null)
        {
            CheckInputs(model, x, read, inputs, lengths, lengthsOf, call);
            if (lengths is not null)
            {
                CheckIsBatchMajor(x, inputs.Syntax, $"Model '{model.Name}'");
            }

            CheckLastTimestep(x, inputs, read);
            if (read.IsFresh)
            {
                _state = _state with { Contents = _state.Contents.SetItem(x.Storage, read with { IsFresh = false }) };
            }
        }

        if (y is not null)
        {
            int order = read.Kind == ContentKind.Unknown || !read.Moving.IsNone || !model.ReturnsSequence || model.HasSeveralOutputs || model.IsRepeated
                ? 0
                : read.Order * (model.IsReversed ? -1 : 1);
            _state = _state.With(y.Storage, new Content(order == 0 && model.ReturnsSequence ? ContentKind.Unknown : ContentKind.Output, model, call.Syntax, order, Directions.None)
            {
                HasLengths = VaryLengths(lengths, lengthsOf),
                Width = model.Outputs,
                HasRows = lengths is not null,
                Source = read.Source,
            });
        }

        return null;
    }

    private void CheckInputs(ModelFacts model, ReferenceValue x, Content read, IOperation inputs, IOperation? lengths, ReferenceValue? lengthsOf, IInvocationOperation call)
    {
        if (read is { Kind: ContentKind.Raw, Order: -1, Reversal: { } reversal })
        {
            if (model.GoesBackwards)
            {
                Report(
                    RuleIds.Reversal,
                    inputs.Syntax,
                    $"Model '{model.Name}' goes backwards, and what it reads here has been reversed already, so that it goes forwards",
                    "Leave out either GoBackwards or the reversal",
                FlowMend.Remove(reversal),
                    reversal,
                    call.Syntax);
            }
            else if (read.IsWhole && VaryLengths(lengths, lengthsOf) && !model.MasksValues)
            {
                Report(
                    RuleIds.Reversal,
                    inputs.Syntax,
                    $"The rows that model '{model.Name}' reads here have lengths, but they were reversed with their padding, which now stands where the lengths begin to count",
                    "Reverse each row within its own length: Sequence.Reverse(…, lengths, timesteps)",
                    reversal,
                    call.Syntax);
            }
        }

        if (read.Padding is null || model.MasksValues || x.IsNarrowed)
        {
            return;
        }

        if (!IsEmpty(lengths) && lengthsOf is not null && _state.ContentOf(lengthsOf.Storage).IsUniform)
        {
            if (!read.IsPaddedAtFront)
            {
                Report(
                    RuleIds.Unmasked,
                    inputs.Syntax,
                    $"Model '{model.Name}' reads padded rows here with the same length for each of them and masks nothing, so that it takes padding for data",
                    "Pass the lengths that Pad returns",
                    read.Padding,
                    call.Syntax);
            }
        }
        else if (IsEmpty(lengths))
        {
            // After padding at the front the last state is that of data; many models are trained that way.
            if (!read.IsPaddedAtFront)
            {
                ReportUnmasked(model, inputs.Syntax, FlowMend.PassLengths(inputs.Syntax), read.Padding, call.Syntax);
            }
        }
        else if (read.IsPaddedAtFront && lengthsOf is not null && _state.ContentOf(lengthsOf.Storage).Padding is not null)
        {
            Report(
                RuleIds.Unmasked,
                inputs.Syntax,
                $"The rows that model '{model.Name}' reads here are padded at the front (PadSide.Pre), but lengths count from the front, so that padding is read and the end of each row is not",
                "Pad with PadSide.Post",
                read.Padding,
                call.Syntax);
        }
    }

    private void ReportUnmasked(ModelFacts model, SyntaxNode at, FlowMend? mend, params SyntaxNode?[] origins)
        => Report(
            RuleIds.Unmasked,
            at,
            $"Model '{model.Name}' reads padded rows here without their lengths and masks nothing, so that it takes padding for data",
            "Pass the lengths, cut the padding off, or add [Masking] or MaskZero",
            mend,
            origins);

    /// <summary>Left out, or written as nothing.</summary>
    private static bool IsEmpty(IOperation? lengths) => lengths switch
    {
        null or IDefaultValueOperation => true,
        IConversionOperation conversion => IsEmpty(conversion.Operand),
        ICollectionExpressionOperation collection => collection.Elements.IsEmpty,
        IPropertyReferenceOperation { Property.Name: "Empty" } => true,
        _ => false,
    };

    /// <summary>Rows may end at different timesteps: not where every length is the same, and not where that was decided elsewhere.</summary>
    private bool VaryLengths(IOperation? lengths, ReferenceValue? lengthsOf)
        => !IsEmpty(lengths) && lengthsOf is not null && !_state.ContentOf(lengthsOf.Storage).IsUniform
            && (lengthsOf.Storage.Root is IParameterSymbol or ILocalSymbol || _state.Contents.ContainsKey(lengthsOf.Storage));

    private FlowValue? Train(ModelFacts model, IInvocationOperation call)
    {
        IOperation? lengths = ModelTypes.Argument(call, "lengths");
        foreach (IArgumentOperation argument in call.Arguments)
        {
            FlowValue? value = argument.ArgumentKind == ArgumentKind.DefaultValue ? null : Evaluate(argument.Value);
            if (argument.Parameter?.Name == "x" && value is ReferenceValue batch)
            {
                CheckIsBatchMajor(batch, argument.Value.Syntax, $"The trainer of '{model.Name}'");
            }

            if (model.MasksValues)
            {
                continue;
            }

            if (value is UnmaskedDataset dataset)
            {
                // A field may have been given it by another method.
                ReportUnmasked(model, IsInBody(dataset.Inputs) ? dataset.Inputs : argument.Value.Syntax, FlowMend.PassLengths(dataset.Inputs), dataset.Inputs, call.Syntax);
            }
            else if (argument.Parameter?.Name == "x" && value is ReferenceValue { IsNarrowed: false } x && _state.ContentOf(x.Storage) is { Padding: { } padding, IsPaddedAtFront: false } && IsEmpty(lengths))
            {
                ReportUnmasked(model, argument.Value.Syntax, FlowMend.PassLengths(argument.Value.Syntax), padding, call.Syntax);
            }
        }

        return null;
    }

    private FlowValue? Step(IInvocationOperation call)
    {
        ModelFacts model = _types.ModelOf(call.TargetMethod.ContainingType)!;
        IOperation? inputs = ModelTypes.Argument(call, "x");
        FlowValue? x = Evaluate(inputs);
        IOperation? outputs = ModelTypes.Argument(call, "y");
        if (Evaluate(outputs) is ReferenceValue y && outputs is not null)
        {
            Directions time = x is ReferenceValue reference && inputs is not null
                ? InTime(_state.ContentOf(reference.Storage), DirectionsOf(reference, inputs.Syntax))
                : Directions.None;
            var content = new Content(time.IsNone ? ContentKind.Unknown : ContentKind.Output, model, call.Syntax, 0, Directions.None)
            {
                Width = model.Outputs,
                Source = x is ReferenceValue read ? _state.ContentOf(read.Storage).Source : null,
            };
            if (time.IsNone)
            {
                _state = _state.With(y.Storage, content);
            }
            else
            {
                Store(y, new PieceValue(content, time), outputs);
            }
        }

        return null;
    }

    private FlowValue? Reverse(IInvocationOperation call)
    {
        IOperation? from = ModelTypes.Argument(call, "source") ?? ModelTypes.Argument(call, "sequences") ?? ModelTypes.Argument(call, "values");
        var source = Evaluate(from) as ReferenceValue;
        ReferenceValue? destination = ModelTypes.Argument(call, "destination") is { } to ? Evaluate(to) as ReferenceValue : source;
        if (source is null || from is null)
        {
            if (destination is not null)
            {
                _state = _state.With(destination.Storage, Content.Unknown);
            }

            return null;
        }

        CheckLayout(call, source, from);
        Content content = _state.ContentOf(source.Storage);
        bool isWhole = ModelTypes.Argument(call, "axis") is not null;
        bool isTime = !isWhole || IsTimeAxis(call); // what reverses another axis, or one that cannot be seen, is not followed
        CheckReversal(content, from, call.Syntax, isWhole && isTime);
        if (destination is not null)
        {
            _state = _state.With(destination.Storage, isTime ? Reversed(content, call.Syntax, isWhole) : Content.Unknown);
        }

        return null;
    }

    /// <summary>Time is the last axis but one.</summary>
    private static bool IsTimeAxis(IInvocationOperation call)
    {
        int? count = ModelTypes.Argument(call, "shape") switch
        {
            IConversionOperation { Operand: ICollectionExpressionOperation collection } => collection.Elements.Length,
            ICollectionExpressionOperation collection => collection.Elements.Length,
            IConversionOperation { Operand: IArrayCreationOperation { Initializer: { } initializer } } => initializer.ElementValues.Length,
            _ => null,
        };
        return ModelTypes.Argument(call, "axis")?.ConstantValue is { HasValue: true, Value: int axis } && (axis < 0 ? axis + count : axis) == count - 2;
    }

    private static Content Reversed(Content content, SyntaxNode at, bool isWhole) => content.Kind == ContentKind.Unknown
        ? content
        : content with { Order = -content.Order, Reversal = content.Reversal is null ? at : null, IsWhole = isWhole, IsFresh = true };

    private void CheckReversal(Content content, IOperation what, SyntaxNode at, bool isWhole)
    {
        if (content is { IsFresh: true, Reversal: { } earlier } && earlier != at && content.Kind != ContentKind.Unknown)
        {
            Report(
                RuleIds.Reversal,
                what.Syntax,
                $"{Subject(content)} reversed here have just been reversed, so that they are as they were before",
                "Leave one of the two reversals out",
                FlowMend.Remove(at),
                earlier,
                at);
        }
        else if (isWhole && content is { Kind: ContentKind.Output, HasLengths: true, Model: { ReturnsSequence: true } model })
        {
            Report(
                RuleIds.Reversal,
                what.Syntax,
                $"The outputs of '{model.Name}' reversed here are rows with lengths, and their padding is reversed with them, which then stands before the first timestep",
                "Reverse each row within its own length: Sequence.Reverse(…, lengths, timesteps)",
                FlowMend.Replace(at, content.Origin),
                content.Origin,
                at);
        }

        static string Subject(Content content) => content.Model is { } model ? $"The outputs of '{model.Name}'" : "The timesteps";
    }

    /// <summary>Array.Reverse and its like.</summary>
    private void ReverseWhole(ReferenceValue reference, IInvocationOperation call, bool rows)
    {
        Content content = _state.ContentOf(reference.Storage);
        SyntaxNode what = (call.Instance ?? call.Arguments.FirstOrDefault()?.Value)?.Syntax ?? call.Syntax;
        if (!rows && content is { Kind: ContentKind.Output, Model: { ReturnsSequence: true, Outputs: > 1 } model, Order: not 0 } && call.Arguments.Length <= 1)
        {
            Report(
                RuleIds.Reversal,
                what,
                $"The outputs of '{model.Name}' have {model.Outputs} values per timestep, and this reverses those as well as the timesteps",
                "Reverse the timesteps: Sequence.Reverse(…, lengths, timesteps)",
                FlowMend.Replace(call.Syntax, content.Origin),
                content.Origin,
                call.Syntax);
            _state = _state.With(reference.Storage, Content.Unknown);
            return;
        }

        // Arrays are reversed that have nothing to do with a model.
        if (content.Kind == ContentKind.Output)
        {
            CheckReversal(content, call.Instance ?? call.Arguments[0].Value, call.Syntax, isWhole: true);
        }

        _state = _state.With(reference.Storage, rows || content.Kind != ContentKind.Output || content.Model?.Outputs == 1 ? Reversed(content, call.Syntax, isWhole: true) : Content.Unknown);
    }

    private FlowValue? MergeSequences(IInvocationOperation call)
    {
        IOperation? forward = ModelTypes.Argument(call, "forward");
        IOperation? backward = ModelTypes.Argument(call, "backward");
        var first = Evaluate(forward) as ReferenceValue;
        var second = Evaluate(backward) as ReferenceValue;
        Content merged = first is not null && second is not null ? MergeWhole(first, forward!.Syntax, second, backward!.Syntax) : Content.Unknown;
        if (Evaluate(ModelTypes.Argument(call, "output")) is ReferenceValue output)
        {
            _state = _state.With(output.Storage, merged with { Width = null });
        }

        return null;
    }

    private FlowValue? Pad(IInvocationOperation call)
    {
        bool isFront = ModelTypes.Argument(call, "padding")?.ConstantValue is { HasValue: true, Value: int side } && side == 0;
        Content padded = Content.Raw with { Padding = call.Syntax, IsPaddedAtFront = isFront };
        if (ModelTypes.Argument(call, "row") is { } row)
        {
            Evaluate(ModelTypes.Argument(call, "sequence"));
            if (Evaluate(row) is ReferenceValue destination)
            {
                _state = _state.With(destination.Storage, padded);
            }

            return Opaque(call);
        }

        IOperation? sequences = ModelTypes.Argument(call, "sequences");
        Evaluate(sequences);
        return Padded(call, IsOfEqualLength(Original(sequences)) ? Content.Raw : padded);
    }

    /// <summary>Texts are padded at their end.</summary>
    private PaddedValue PadTexts(IInvocationOperation call)
    {
        Evaluate(call.Instance);
        foreach (IArgumentOperation argument in call.Arguments)
        {
            Evaluate(argument.Value);
        }

        return Padded(call, Content.Raw with { Padding = call.Syntax });
    }

    private PaddedValue Padded(IInvocationOperation call, Content padded)
    {
        var value = new PaddedValue(call.Syntax, new Storage(null, call.Syntax, "Values"), new Storage(null, call.Syntax, "Lengths"));
        _state = _state.With(value.Values, padded).With(value.Lengths, padded);
        return value;
    }

    // Operations of a graph do not say where they stand.
    private IOperation? Original(IOperation? operation)
        => operation is not null && _frames[_frames.Count - 1].Graph.OriginalOperation.SemanticModel is { } model && model.SyntaxTree == operation.Syntax.SyntaxTree ? model.GetOperation(operation.Syntax, _cancellation) : null;

    /// <summary>Windows of one size, which have nothing to pad: pieces of a stream, or rows that were picked by their length.</summary>
    private static bool IsOfEqualLength(IOperation? rows)
    {
        while (rows is IConversionOperation conversion)
        {
            rows = conversion.Operand;
        }

        return rows switch
        {
            ILocalReferenceOperation or IFieldReferenceOperation => ConstantArrays.OnlyValueOf(rows) is { } value && IsOfEqualLength(value),
            IInvocationOperation { TargetMethod.Name: "Chunk" } => true,
            IInvocationOperation { TargetMethod.Name: "Where", Arguments.Length: 2 } where => ComparesLength(where.Arguments[1].Value) || IsOfEqualLength(where.Arguments[0].Value),
            IInvocationOperation { TargetMethod: { Name: "ToArray" or "ToList" or "Take" or "Skip" or "OrderBy" or "Shuffle", IsExtensionMethod: true }, Arguments.Length: > 0 } call => IsOfEqualLength(call.Arguments[0].Value),
            _ => false,
        };

        static bool ComparesLength(IOperation condition) => condition.Descendants().OfType<IBinaryOperation>()
            .Any(b => b.OperatorKind == BinaryOperatorKind.Equals && b.Descendants().Any(o => o is IPropertyReferenceOperation { Property.Name: "Length" or "Count" }));
    }

    /// <summary>A data set over padded rows whose lengths are left out.</summary>
    private FlowValue? Dataset(IObjectCreationOperation creation, FlowValue?[] arguments)
    {
        IArgumentOperation? inputs = creation.Arguments.FirstOrDefault(a => a.Parameter?.Name == "inputs");
        IArgumentOperation? lengths = creation.Arguments.FirstOrDefault(a => a.Parameter?.Name == "lengths");
        if (inputs is not null && arguments[creation.Arguments.IndexOf(inputs)] is ReferenceValue rows)
        {
            CheckIsBatchMajor(rows, inputs.Value.Syntax, "A data set");
            if (_state.ContentOf(rows.Storage) is { Padding: { } front, IsPaddedAtFront: true } && !rows.IsNarrowed
                && lengths is { ArgumentKind: ArgumentKind.Explicit } && arguments[creation.Arguments.IndexOf(lengths)] is ReferenceValue own && _state.ContentOf(own.Storage).Padding == front)
            {
                Report(
                    RuleIds.Unmasked,
                    inputs.Value.Syntax,
                    "The rows of this data set are padded at the front (PadSide.Pre), but lengths count from the front, so that padding is read and the end of each row is not",
                    "Pad with PadSide.Post",
                    front,
                    creation.Syntax);
            }
        }

        return inputs is not null && arguments[creation.Arguments.IndexOf(inputs)] is ReferenceValue x
            && _state.ContentOf(x.Storage) is { Padding: not null, IsPaddedAtFront: false } && !x.IsNarrowed && (lengths is null or { ArgumentKind: ArgumentKind.DefaultValue } || IsEmpty(lengths.Value))
            ? new UnmaskedDataset(inputs.Value.Syntax)
            : null;
    }
}
