using System.Collections.Generic;
using System.Collections.Immutable;
using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.FlowAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace ModelGen.Analyzers.Usage.Flow;

/// <content>Expressions and assignments.</content>
internal sealed partial class SequenceFlow
{
    private FlowValue? Evaluate(IOperation? operation)
    {
        if (operation is null || _isGivenUp)
        {
            return null;
        }

        if (operation.ConstantValue is { HasValue: true } constant)
        {
            return constant.Value switch
            {
                int number => new NumberValue(Polynomial.Of(number)),
                long number => new NumberValue(Polynomial.Of(number)),
                uint number => new NumberValue(Polynomial.Of(number)),
                _ => null,
            };
        }

        switch (operation)
        {
            case IExpressionStatementOperation statement:
                return Evaluate(statement.Operation);
            case IParenthesizedOperation inner:
                return Evaluate(inner.Operand);
            case IConversionOperation { Operand: IPropertyReferenceOperation { Property.Name: "Current" } current } conversion when Evaluate(current.Instance) is ReferenceValue visited:
                return Current(visited, conversion);
            case IConversionOperation conversion:
                return Evaluate(conversion.Operand);
            case IAwaitOperation wait:
                return Evaluate(wait.Operation);
            case IFlowCaptureOperation capture:
                if (Evaluate(capture.Value) is { } captured)
                {
                    _state = _state with { Captures = _state.Captures.SetItem(capture.Id, captured) };
                }

                return null;
            case IFlowCaptureReferenceOperation reference:
                return _state.Captures.TryGetValue(reference.Id, out FlowValue? value) ? value : null;
            case ILocalReferenceOperation or IParameterReferenceOperation or IFieldReferenceOperation:
                return ReadVariable(operation);
            case IPropertyReferenceOperation property:
                return ReadProperty(property);
            case IArrayElementReferenceOperation element:
                return Index(Evaluate(element.ArrayReference), element.Indices, element);
            case IImplicitIndexerReferenceOperation indexer:
                return Slice(Evaluate(indexer.Instance), indexer.Argument, indexer);
            case ISimpleAssignmentOperation { IsRef: true } alias:
                ForgetUniform(alias.Value);
                return Assign(alias.Target, Evaluate(alias.Value), alias);
            case ISimpleAssignmentOperation assignment:
                return Assign(assignment.Target, Evaluate(assignment.Value), assignment);
            case IDeconstructionAssignmentOperation { Target: ITupleOperation targets, Value: ITupleOperation sources } swap when targets.Elements.Length == sources.Elements.Length:
                FlowValue?[] all = sources.Elements.Select(Evaluate).ToArray();
                AssignAll(targets, all, swap);
                return new TupleValue(all.ToImmutableArray());
            case IDeconstructionAssignmentOperation taken when Unwrapped(taken.Target) is ITupleOperation parts:
                FlowValue? whole = Evaluate(taken.Value);
                AssignAll(parts, whole is TupleValue tuple && tuple.Elements.Length == parts.Elements.Length ? tuple.Elements : parts.Elements.Select(_ => (FlowValue?)null).ToArray(), taken);
                return whole;
            case ITupleOperation values:
                return new TupleValue(values.Elements.Select(Evaluate).ToImmutableArray());
            case ICompoundAssignmentOperation compound:
                return Assign(compound.Target, Compute(compound.OperatorKind, Evaluate(compound.Target), Evaluate(compound.Value), compound), compound);
            case IIncrementOrDecrementOperation change:
                return Increment(change);
            case IBinaryOperation binary:
                return Compute(binary.OperatorKind, Evaluate(binary.LeftOperand), Evaluate(binary.RightOperand), binary);
            case IUnaryOperation unary:
                return Evaluate(unary.Operand) switch
                {
                    NumberValue number when unary.OperatorKind == UnaryOperatorKind.Minus => new NumberValue(Polynomial.Zero - number.Value),
                    PieceValue piece => piece with { Source = null },
                    _ => null,
                };
            case IArrayCreationOperation array:
                return CreateArray(array);
            case ICollectionExpressionOperation collection:
                Combine(collection.Elements.Select(e => (Evaluate(e is ISpreadOperation spread ? spread.Operand : e), e.Syntax)).ToArray(), isSpread: true);
                return NewStorage(collection, length: null);
            case IFlowAnonymousFunctionOperation lambda:
                RunLambda(lambda);
                return new LambdaValue(lambda);
            case IDelegateCreationOperation creation:
                return Evaluate(creation.Target);
            case IObjectCreationOperation creation:
                return Create(creation);
            case IInvocationOperation call:
                return Call(call);
            case { Syntax: StackAllocArrayCreationExpressionSyntax }:
                return NewStorage(operation, operation.ChildOperations.FirstOrDefault() is { } size && FlowValue.IndexOf(Evaluate(size)) is { } elements ? elements : null);
            default:
                foreach (IOperation child in operation.ChildOperations)
                {
                    Evaluate(child);
                }

                return IsInteger(operation.Type) ? Opaque(operation) : null;
        }
    }

    private static bool IsInteger(ITypeSymbol? type) => type?.SpecialType is SpecialType.System_Int32 or SpecialType.System_Int64 or SpecialType.System_UInt32 or SpecialType.System_IntPtr or SpecialType.System_UIntPtr;

    private static NumberValue Opaque(IOperation operation) => new(Polynomial.Of(Symbols.Of(operation)));

    /// <summary>Arrays, spans, memory and lists: what holds timesteps.</summary>
    public static bool IsMemory(ITypeSymbol? type)
        => type is IArrayTypeSymbol or INamedTypeSymbol { IsGenericType: true, Name: "Span" or "ReadOnlySpan" or "Memory" or "ReadOnlyMemory" or "List" or "IReadOnlyList" or "IList" or "IEnumerable" };

    private FlowValue? ReadVariable(IOperation operation)
    {
        if (operation is IFieldReferenceOperation { Instance: { } instance } outside and not { Instance: IInstanceReferenceOperation })
        {
            switch (Evaluate(instance))
            {
                case TupleValue tuple:
                    return ElementOf(tuple, outside.Field);
                case ObjectValue made:
                    return MemberOf(made, outside.Field.Name, outside);
            }

            return IsMemory(outside.Type) && Symbols.VariableOf(instance) is { } holder
                ? new ReferenceValue(new Storage(holder, null, "." + outside.Field.Name), Polynomial.Zero, Directions.None)
                : IsInteger(outside.Type) ? Opaque(outside) : null;
        }

        return Symbols.VariableOf(operation) is not { } variable ? null
            : _state.Variables.TryGetValue(variable, out FlowValue? value) ? value
            : IsInteger(operation.Type) ? new NumberValue(Polynomial.Of(Symbols.Of(variable)))
            : IsMemory(operation.Type) ? new ReferenceValue(new Storage(variable, null, string.Empty), Polynomial.Zero, Directions.None)
            : null;
    }

    /// <summary>An element by its place, <c>Item2</c>, or by the name that stands for it.</summary>
    private static FlowValue? ElementOf(TupleValue tuple, IFieldSymbol field)
        => (field.CorrespondingTupleField ?? field).Name is { } name && name.StartsWith("Item", System.StringComparison.Ordinal)
            && int.TryParse(name.Substring(4), out int place) && place >= 1 && place <= tuple.Elements.Length ? tuple.Elements[place - 1] : null;

    /// <summary>What an object was given, or memory that is its own.</summary>
    private static FlowValue? MemberOf(ObjectValue made, string name, IOperation operation)
        => made.Members.TryGetValue(name, out FlowValue? value) ? value
            : IsMemory(operation.Type) ? new ReferenceValue(new Storage(null, made.Creation, "." + name), Polynomial.Zero, Directions.None)
            : IsInteger(operation.Type) ? Opaque(operation) : null;

    private FlowValue? ReadProperty(IPropertyReferenceOperation property)
    {
        if (Symbols.VariableOf(property) is { } own && _state.Variables.TryGetValue(own, out FlowValue? held))
        {
            return held;
        }

        FlowValue? instance = Evaluate(property.Instance);
        if (instance is TimeMajorValue view)
        {
            CheckIsTimeMajor(view.Memory, property.Instance!.Syntax, view.HasSeveralRows && !property.Arguments.IsEmpty);
            instance = view.Memory with { IsOfView = view.HasSeveralRows };
        }

        if (!property.Arguments.IsEmpty)
        {
            return Index(instance, property.Arguments.Select(a => a.Value).ToImmutableArray(), property);
        }

        switch (instance)
        {
            case ReferenceValue reference when property.Property.Name is "Length" or "Count":
                return reference.Length is { } length ? new NumberValue(length)
                    : property.Instance?.Type is IArrayTypeSymbol or { Name: "Span" or "ReadOnlySpan" or "Memory" or "ReadOnlyMemory" } && reference.Offset.Equals(Polynomial.Zero) && reference.Storage is { Root: IFieldSymbol { IsReadOnly: true }, Path: "" } ? new NumberValue(LengthOf(reference))
                    : Opaque(property);
            case ReferenceValue reference when property.Property.Name is "Span":
                return reference;
            case ReferenceValue reference when property.Property.Name is "Current":
                return Current(reference, property);
            case ObjectValue made:
                return MemberOf(made, property.Property.Name, property);
            case PaddedValue padded when property.Property.Name is "Values":
                return new ReferenceValue(padded.Values, Polynomial.Zero, Directions.None);
            case PaddedValue padded when property.Property.Name is "Lengths":
                return new ReferenceValue(padded.Lengths, Polynomial.Zero, Directions.None);
        }

        if (IsInteger(property.Type))
        {
            return Opaque(property);
        }

        ISymbol? holder = property.Instance is null or IInstanceReferenceOperation ? property.Property : Symbols.VariableOf(property.Instance);
        return IsMemory(property.Type) && holder is not null
            ? new ReferenceValue(new Storage(holder, null, holder is IPropertySymbol ? string.Empty : "." + property.Property.Name), Polynomial.Zero, Directions.None)
            : null;
    }

    /// <summary>What a foreach loop visits next.</summary>
    private FlowValue Current(ReferenceValue reference, IOperation operation)
    {
        // The nearest loop is the foreach itself.
        SyntaxNode? loop = LoopsAround(operation.Syntax).FirstOrDefault() ?? operation.Syntax.AncestorsAndSelf().OfType<CommonForEachStatementSyntax>().FirstOrDefault();
        if (operation.Syntax.AncestorsAndSelf().OfType<CommonForEachStatementSyntax>().FirstOrDefault() is { } each)
        {
            loop = each;
        }

        ReferenceValue moved = loop is null ? reference : reference with { Moving = reference.Moving.Times(Directions.None.With(loop, reference.IsFlipped ? -1 : 1)), IsFlipped = false, Length = null };
        return IsMemory(operation.Type) ? moved : ReadPiece(moved, operation);
    }

    private FlowValue Read(ReferenceValue reference, ITypeSymbol? type, IOperation operation) => IsMemory(type) ? reference : ReadPiece(reference, operation);

    private PieceValue ReadPiece(ReferenceValue reference, IOperation operation, bool isNoted = true)
    {
        Content content = _state.ContentOf(reference.Storage);
        Directions place = DirectionsOf(reference, operation.Syntax);
        ReferenceValue read = ValuesOfLastTimestep(reference, operation, content);
        CheckLastTimestep(read, operation, content);
        if (isNoted)
        {
            NoteRead(read, content, place);
        }

        if (content.IsFresh)
        {
            _state = _state with { Contents = _state.Contents.SetItem(reference.Storage, content with { IsFresh = false }) };
        }

        return new PieceValue(content, content.Kind == ContentKind.Unknown ? Directions.None : InTime(content, place)) { Source = reference.Storage, Number = IsInteger(operation.Type) ? Polynomial.Of(Symbols.Of(operation)) : null };
    }

    /// <summary>How time goes, where the place goes as <paramref name="place"/> says.</summary>
    private static Directions InTime(Content content, Directions place)
    {
        Directions laid = content.Order switch
        {
            1 => place,
            -1 => place.Flipped(),
            _ => Unsure(place),
        };
        return content.Moving.Loops.Aggregate(laid, (all, loop) => all.With(loop.Loop, loop.Sign));

        static Directions Unsure(Directions directions) => directions.Loops.Aggregate(directions, (all, loop) => all.With(loop.Loop, null));
    }

    private FlowValue? Index(FlowValue? instance, ImmutableArray<IOperation> indices, IOperation operation)
    {
        Polynomial? offset = Polynomial.Zero;
        for (int i = 0; i < indices.Length; i++)
        {
            // Rows of an array of rows, and all but the last index of an array of several dimensions, go by a stride.
            bool isOuter = i < indices.Length - 1 || IsMemory(operation.Type);
            Polynomial? index = IndexOf(indices[i], instance as ReferenceValue);
            offset = index is null || offset is null ? null : offset + (isOuter ? index * Polynomial.Of(new IndexSymbol($"§{i}", ImmutableArray<ISymbol>.Empty)) : index);
            if (isOuter && indices.Length == 1 && index?.Constant is { } row && instance is ReferenceValue rows)
            {
                return new ReferenceValue(rows.Storage with { Path = $"{rows.Storage.Path}[{row}]" }, rows.Offset, rows.Moving);
            }
        }

        if (instance is ReferenceValue ranged && indices.Length == 1 && indices[0].Type?.Name == "Range")
        {
            FlowValue? part = Slice(ranged, indices[0], operation);
            return operation is IArrayElementReferenceOperation && part is ReferenceValue source ? CopyOf(source, operation) : part;
        }

        return instance is not ReferenceValue reference ? null
            : offset is null ? Read(reference with { Offset = Polynomial.Of(Symbols.Of(operation)), Length = null }, operation.Type, operation)
            : Read(reference with { Offset = reference.Offset + offset, Length = null, End = reference.Length is { } length ? reference.Offset + length : null }, operation.Type, operation);
    }

    // ^n counts from the end.
    private Polynomial? IndexOf(IOperation index, ReferenceValue? reference)
    {
        if (index is IConversionOperation conversion)
        {
            return IndexOf(conversion.Operand, reference);
        }

        if (index is IUnaryOperation { OperatorKind: UnaryOperatorKind.Hat } fromEnd)
        {
            return FlowValue.IndexOf(Evaluate(fromEnd.Operand)) is { } distance ? LengthOf(reference) - distance : null;
        }

        return FlowValue.IndexOf(Evaluate(index));
    }

    /// <summary>Elements, by a name of their own where not known.</summary>
    private static Polynomial LengthOf(ReferenceValue? reference)
        => reference?.Length ?? Polynomial.Of(new IndexSymbol("length of " + reference?.Storage.Root?.Name, ImmutableArray<ISymbol>.Empty));

    private FlowValue? Slice(FlowValue? instance, IOperation argument, IOperation operation)
    {
        if (argument is IConversionOperation { Operand: { } inner })
        {
            argument = inner;
        }

        if (instance is not ReferenceValue reference)
        {
            Evaluate(argument);
            return null;
        }

        if (argument is not IRangeOperation range)
        {
            Polynomial? index = IndexOf(argument, reference);
            return Read(reference with { Offset = reference.Offset + (index ?? Polynomial.Of(Symbols.Of(argument))), Length = null }, operation.Type, operation);
        }

        Polynomial? start = range.LeftOperand is { } left ? IndexOf(left, reference) : Polynomial.Zero;
        Polynomial? end = range.RightOperand is { } right ? IndexOf(right, reference) : reference.Length;
        return Slice(reference, start, start is not null && end is not null ? end - start : null, isEnded: range.RightOperand is not null, operation);
    }

    private ReferenceValue Slice(ReferenceValue reference, Polynomial? start, Polynomial? length, bool isEnded, IOperation operation)
    {
        ReferenceValue part = reference with
        {
            Offset = reference.Offset + (start ?? Polynomial.Of(Symbols.Of(operation))),
            Length = length ?? (!isEnded && start is not null && reference.Length is { } whole ? whole - start : null),
            IsNarrowed = reference.IsNarrowed || isEnded,
        };
        return part with { IsLastTimestep = IsLastTimestep(part, reference) };
    }

    /// <summary>New memory with what a part of other memory holds.</summary>
    private ReferenceValue CopyOf(ReferenceValue source, IOperation operation)
    {
        ReferenceValue copy = NewStorage(operation, source.Length);
        Copy(source, copy, operation);
        return copy;
    }

    private void AssignAll(ITupleOperation targets, IReadOnlyList<FlowValue?> values, IOperation assignment)
    {
        for (int i = 0; i < values.Count; i++)
        {
            if (Unwrapped(targets.Elements[i]) is not IDiscardOperation)
            {
                Assign(targets.Elements[i], values[i], assignment);
            }
        }
    }

    private static IOperation Unwrapped(IOperation target) => target is IDeclarationExpressionOperation declaration ? declaration.Expression : target;

    private FlowValue? Assign(IOperation target, FlowValue? value, IOperation assignment)
    {
        target = Unwrapped(target);

        if (Symbols.VariableOf(target) is { } variable && target is not IPropertyReferenceOperation { Property.ReturnsByRef: true })
        {
            if (IsStepped(variable))
            {
                value = Counter(variable, value as NumberValue, assignment.Syntax);
            }

            FlowValue? stored = value ?? (IsInteger(target.Type) ? null : FlowValue.Unknown);
            stored = stored switch
            {
                // What could not be understood is the variable itself.
                null => new NumberValue(Polynomial.Of(Symbols.Of(variable))),
                NumberValue { Value.IsUnknown: true } => new NumberValue(Polynomial.Of(Symbols.Of(variable))),
                ReferenceValue or NumberValue or PieceValue or PaddedValue or UnmaskedDataset or TimeMajorValue or TupleValue or ObjectValue or LambdaValue => stored,
                _ => FlowValue.Unknown,
            };
            _state = _state with { Variables = _state.Variables.SetItem(variable, stored) };
            return value;
        }

        if (target is IMemberReferenceOperation { Instance: { } owner } and not IPropertyReferenceOperation { Arguments.IsEmpty: false } && Symbols.VariableOf(owner) is { } changed && _state.Variables.TryGetValue(changed, out FlowValue? held) && held is ObjectValue)
        {
            // Others may hold the object too.
            _state = _state with { Variables = _state.Variables.SetItem(changed, FlowValue.Unknown) };
            return value;
        }

        FlowValue? written = target switch
        {
            IArrayElementReferenceOperation element => Place(Evaluate(element.ArrayReference), element.Indices, element),
            IPropertyReferenceOperation { Arguments.IsEmpty: false } property => Place(Evaluate(property.Instance), property.Arguments.Select(a => a.Value).ToImmutableArray(), property),
            IImplicitIndexerReferenceOperation indexer => Place(Evaluate(indexer.Instance), ImmutableArray.Create(indexer.Argument), indexer),
            _ => null,
        };
        if (written is ReferenceValue destination)
        {
            Store(destination, value, target);
        }

        return value;
    }

    /// <summary>Where an assignment to an element goes.</summary>
    private ReferenceValue? Place(FlowValue? instance, ImmutableArray<IOperation> indices, IOperation operation)
    {
        Polynomial offset = Polynomial.Zero;
        for (int i = 0; i < indices.Length; i++)
        {
            Polynomial index = IndexOf(indices[i], instance as ReferenceValue) ?? Polynomial.Of(Symbols.Of(indices[i]));
            offset += i < indices.Length - 1 || IsMemory(operation.Type) ? index * Polynomial.Of(new IndexSymbol($"§{i}", ImmutableArray<ISymbol>.Empty)) : index;
        }

        return instance is ReferenceValue reference ? reference with { Offset = reference.Offset + offset } : null;
    }

    private bool IsStepped(ISymbol variable) => _frames.Any(f => f.Loops.IsStepped(variable));

    /// <summary>A variable that a loop counts with is itself, beside what its start owes to loops further out.</summary>
    private NumberValue Counter(ISymbol variable, NumberValue? start, SyntaxNode assignment)
    {
        Polynomial self = Polynomial.Of(Symbols.Of(variable));
        if (start is null || start.Value.Symbols.Any(s => s.Equals(Symbols.Of(variable))))
        {
            return _state.Variables.TryGetValue(variable, out FlowValue? before) && before is NumberValue number && start is not null ? number : new NumberValue(self);
        }

        List<SyntaxNode> loops = LoopsAround(assignment).ToList();
        return new NumberValue(self + (start.Value - start.Value.Where(symbol => loops.All(loop => DirectionOf(symbol, loop) == 0))));
    }

    /// <summary>An element is changed by itself, or may be: all are no longer known to be the same.</summary>
    private void ForgetUniform(IOperation element)
    {
        IOperation? memory = element switch
        {
            IArrayElementReferenceOperation array => array.ArrayReference,
            IPropertyReferenceOperation { Arguments.IsEmpty: false } span => span.Instance,
            IImplicitIndexerReferenceOperation indexer => indexer.Instance,
            _ => null,
        };
        if (memory is not null && Evaluate(memory) is ReferenceValue { Storage: var storage } && _state.ContentOf(storage) is { IsUniform: true } content)
        {
            _state = _state with { Contents = _state.Contents.SetItem(storage, content with { IsUniform = false }) };
        }
    }

    private FlowValue? Increment(IIncrementOrDecrementOperation change)
    {
        FlowValue? before = Evaluate(change.Target);
        ForgetUniform(change.Target);
        if (Symbols.VariableOf(change.Target) is { } variable && IsStepped(variable))
        {
            return before;
        }

        if (before is NumberValue number)
        {
            var after = new NumberValue(number.Value + Polynomial.Of(change.Kind == OperationKind.Increment ? 1 : -1));
            Assign(change.Target, after, change);
            return change.IsPostfix ? before : after;
        }

        return null;
    }

    private FlowValue? Compute(BinaryOperatorKind kind, FlowValue? left, FlowValue? right, IOperation operation)
    {
        if ((left is NumberValue || right is NumberValue) && FlowValue.IndexOf(left) is { } a && FlowValue.IndexOf(right) is { } b)
        {
            return kind switch
            {
                BinaryOperatorKind.Add => new NumberValue(a + b),
                BinaryOperatorKind.Subtract => new NumberValue(a - b),
                BinaryOperatorKind.Multiply => new NumberValue(a * b),
                _ => IsInteger(operation.Type) ? Opaque(operation) : null,
            };
        }

        if (left is PieceValue || right is PieceValue)
        {
            (IOperation? l, IOperation? r) = operation switch
            {
                IBinaryOperation binary => (binary.LeftOperand, binary.RightOperand),
                ICompoundAssignmentOperation compound => (compound.Target, compound.Value),
                _ => (null, null),
            };
            return IsComparison(kind) ? null : Combine(new[] { (left, (l ?? operation).Syntax), (right, (r ?? operation).Syntax) }, isSpread: false);
        }

        return IsInteger(operation.Type) ? Opaque(operation) : null;
    }

    private static bool IsComparison(BinaryOperatorKind kind)
        => kind is BinaryOperatorKind.Equals or BinaryOperatorKind.NotEquals or BinaryOperatorKind.LessThan or BinaryOperatorKind.LessThanOrEqual or BinaryOperatorKind.GreaterThan or BinaryOperatorKind.GreaterThanOrEqual;

    private FlowValue CreateArray(IArrayCreationOperation array)
    {
        Polynomial? length = Polynomial.Of(1);
        foreach (IOperation dimension in array.DimensionSizes)
        {
            length = length is not null && FlowValue.IndexOf(Evaluate(dimension)) is { } size ? length * size : null;
        }

        if (array.Initializer is { } initializer)
        {
            Combine(initializer.ElementValues.Select(e => (Evaluate(e), e.Syntax)).ToArray(), isSpread: false);
        }

        return NewStorage(array, length);
    }

    private ReferenceValue NewStorage(IOperation creation, Polynomial? length)
    {
        var storage = new Storage(null, creation.Syntax, string.Empty);

        // Made anew in every turn of a loop.
        _state = _state with { Contents = _state.Contents.Remove(storage), Parts = _state.Parts.Remove(storage) };
        return new ReferenceValue(storage, Polynomial.Zero, Directions.None) { Length = length };
    }

    private void RunLambda(IFlowAnonymousFunctionOperation lambda)
    {
        if (_frames.Count <= MostDepth && _frames[_frames.Count - 1].Graph is { } graph && IsOwn(graph, lambda))
        {
            FlowState after = Interpret(graph.GetAnonymousFunctionControlFlowGraph(lambda, _cancellation), _state, lambda.Syntax);
            _state = FlowState.Join(_state, after);
        }
    }

    // A lambda belongs to the graph in whose operations it stands.
    private static bool IsOwn(ControlFlowGraph graph, IFlowAnonymousFunctionOperation lambda)
        => graph.OriginalOperation.Syntax.SyntaxTree == lambda.Syntax.SyntaxTree && graph.OriginalOperation.Syntax.FullSpan.Contains(lambda.Syntax.Span);
}
