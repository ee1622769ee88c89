using System.Collections.Generic;
using System.Collections.Immutable;
using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.FlowAnalysis;
using Microsoft.CodeAnalysis.Operations;
using ModelGen.Declaration.Rules;

namespace ModelGen.Analyzers.Usage.Flow;

/// <content>Calls: of models, of the library's helpers, of the framework's copies, of the project's own methods.</content>
internal sealed partial class SequenceFlow
{
    private FlowValue? Call(IInvocationOperation call)
    {
        IMethodSymbol method = call.TargetMethod;
        foreach (IArgumentOperation argument in call.Arguments)
        {
            if (argument.Parameter?.RefKind is RefKind.Ref or RefKind.Out)
            {
                ForgetUniform(argument.Value);
            }
        }

        switch (_types.CallOf(method))
        {
            case ModelCall.Predict:
                return Predict(call);
            case ModelCall.Step or ModelCall.StepFrom:
                return Step(call);
            case ModelCall.Reverse:
                return Reverse(call);
            case ModelCall.Merge:
                return MergeSequences(call);
        }

        if (_types.IsSequenceMethod(method, "ToBatchMajor") || _types.IsSequenceMethod(method, "ToTimeMajor"))
        {
            return ConvertLayout(call);
        }

        if (_types.IsSequenceMethod(method, "Pad"))
        {
            return Pad(call);
        }

        if (method is { Name: "Vectorize", ReturnType.Name: "PaddedSequences", ContainingNamespace.Name: "ModelGen" })
        {
            return PadTexts(call);
        }

        if (_types.TrainedBy(call.Instance?.Type) is { } trained)
        {
            return Train(trained, call);
        }

        IOperation? receiver = call.Instance ?? (method.IsExtensionMethod && call.Arguments.Length > 0 ? call.Arguments[0].Value : null);
        FlowValue?[] arguments = call.Arguments.Select(a => Evaluate(a.Value)).ToArray();
        FlowValue? instance = call.Instance is not null ? Evaluate(call.Instance) : method.IsExtensionMethod && arguments.Length > 0 ? arguments[0] : null;
        IOperation[] rest = call.Arguments.Skip(call.Instance is null && method.IsExtensionMethod ? 1 : 0).Select(a => a.Value).ToArray();

        if (instance is PaddedValue padded && method.Name == "Row")
        {
            return new ReferenceValue(padded.Values, rest.Length > 0 && FlowValue.IndexOf(Evaluate(rest[0])) is { } row ? row * Polynomial.Of(new IndexSymbol("§row", ImmutableArray<ISymbol>.Empty)) : Polynomial.Of(Symbols.Of(call)), Directions.None);
        }

        if (instance is UnmaskedDataset && method.Name is "Split" or "Slice" or "Select")
        {
            return method.Name == "Split" ? new TupleValue(ImmutableArray.Create<FlowValue?>(instance, instance)) : instance;
        }

        if (instance is LambdaValue { Lambda: var lambda } && _frames.Count <= MostDepth && _frames.LastOrDefault(f => IsOwn(f.Graph, lambda)) is { } owner)
        {
            return Enter(owner.Graph.GetAnonymousFunctionControlFlowGraph(lambda, _cancellation), call, arguments, lambda.Symbol.Parameters);
        }

        if (instance is TimeMajorValue view)
        {
            return CallOnView(view, call);
        }

        if (instance is ReferenceValue reference && receiver is not null && !IsOwn(method))
        {
            return CallOnMemory(call, method, reference, rest);
        }

        if (method.ContainingType is { Name: "Array" or "Buffer" } && !IsOwn(method))
        {
            return CallOnArrays(call, method, arguments);
        }

        if (Graph(method) is { } graph && _frames.Count <= MostDepth && (call.Instance is null or IInstanceReferenceOperation || ReadsItsArgumentsOnly(graph)) && _frames.All(f => f.Graph != graph))
        {
            return Enter(graph, call, arguments, call.Arguments.Select(a => a.Parameter!).ToArray());
        }

        return CallUnknown(call, method, arguments);
    }

    private static bool IsOwn(IMethodSymbol method) => method.Locations.Length > 0 && method.Locations[0].IsInSource;

    private ControlFlowGraph? Graph(IMethodSymbol method)
    {
        if (method.MethodKind != MethodKind.LocalFunction)
        {
            return _graphs.Find(method.OriginalDefinition, _cancellation);
        }

        ControlFlowGraph? owner = _frames.Select(f => f.Graph).LastOrDefault(g => g.LocalFunctions.Contains(method, SymbolEqualityComparer.Default));
        return owner?.GetLocalFunctionControlFlowGraph(method, _cancellation);
    }

    /// <summary>Whose fields are meant does not matter.</summary>
    private static bool ReadsItsArgumentsOnly(ControlFlowGraph graph) => !graph.OriginalOperation.Descendants().Any(o => o is IInstanceReferenceOperation);

    private FlowValue? Enter(ControlFlowGraph graph, IInvocationOperation call, FlowValue?[] arguments, IReadOnlyList<IParameterSymbol> parameters)
    {
        FlowState entry = _state;
        for (int i = 0; i < parameters.Count; i++)
        {
            entry = entry with { Variables = i < arguments.Length && arguments[i] is { } value ? entry.Variables.SetItem(parameters[i], value) : entry.Variables.Remove(parameters[i]) };
        }

        FlowState exit = Interpret(graph, entry, call.Syntax);
        FlowValue? returned = _returned;
        _state = exit;
        foreach (IArgumentOperation argument in call.Arguments.Where(a => a.Parameter?.RefKind is RefKind.Out or RefKind.Ref))
        {
            Assign(argument.Value, exit.Variables.TryGetValue(argument.Parameter!, out FlowValue? given) ? given : null, argument);
        }

        return returned ?? Mixed(arguments, call);
    }

    /// <summary>A function of values that were read is such a value too.</summary>
    private PieceValue? Mixed(FlowValue?[] arguments, IInvocationOperation call)
        => IsMemory(call.Type) || call.Type?.SpecialType == SpecialType.System_Void
            ? null
            : Combine(arguments.Where(a => a is PieceValue).Select((a, i) => (a, call.Arguments.Length > i ? call.Arguments[i].Syntax : call.Syntax)).ToArray(), isSpread: false);

    private FlowValue? CallUnknown(IInvocationOperation call, IMethodSymbol method, FlowValue?[] arguments)
    {
        string space = method.ContainingNamespace?.ToDisplayString() ?? string.Empty;
        ReferenceValue[] sources = arguments.OfType<ReferenceValue>().ToArray();
        if (method.ContainingType?.Name == "TensorPrimitives" && sources.Length > 1)
        {
            IArgumentOperation[] read = call.Arguments.Where((a, i) => arguments[i] is ReferenceValue && a.Parameter?.Type.Name == "ReadOnlySpan").ToArray();
            Content merged = read.Length > 1 && method.Name.IndexOf("Subtract", System.StringComparison.Ordinal) < 0
                ? MergeWhole((ReferenceValue)arguments[call.Arguments.IndexOf(read[0])]!, read[0].Syntax, (ReferenceValue)arguments[call.Arguments.IndexOf(read[1])]!, read[1].Syntax)
                : read.Length == 1 ? _state.ContentOf(((ReferenceValue)arguments[call.Arguments.IndexOf(read[0])]!).Storage) : Content.Unknown;
            _state = _state.With(sources[sources.Length - 1].Storage, merged);
            return null;
        }

        if (method.ContainingType?.Name is { } vector && vector.StartsWith("Vector", System.StringComparison.Ordinal) && space.StartsWith("System.", System.StringComparison.Ordinal))
        {
            PieceValue[] pieces = arguments.Select((a, i) => a switch
            {
                PieceValue piece => piece,
                ReferenceValue reference => PieceOf(At(reference, arguments), call.Arguments[i].Value),
                _ => null,
            }).OfType<PieceValue>().ToArray();
            return Combine(pieces.Select(p => ((FlowValue?)p, call.Syntax)).ToArray(), isSpread: false);
        }

        if (space == "System.Linq")
        {
            ReferenceValue result = NewStorage(call, length: null);
            if (method.Name == "Repeat")
            {
                _state = _state.With(result.Storage, Content.Raw with { IsUniform = true });
            }

            return IsMemory(call.Type) ? result : null;
        }

        // What a method that cannot be seen does to memory that it may write is not known.
        for (int i = 0; i < arguments.Length; i++)
        {
            if (arguments[i] is ReferenceValue reference)
            {
                CheckLastTimestep(reference, call.Arguments[i].Value, _state.ContentOf(reference.Storage));
                if (call.Arguments[i].Parameter?.Type is IArrayTypeSymbol or { Name: "Span" or "Memory" or "List" or "IList" } && space is not "System" && _state.Contents.ContainsKey(reference.Storage))
                {
                    _state = _state.With(reference.Storage, Content.Unknown);
                }
            }
        }

        return Mixed(arguments, call) is { } mixed ? mixed : IsInteger(call.Type) ? Opaque(call) : IsMemory(call.Type) ? NewStorage(call, length: null) : null;
    }

    private FlowValue? CallOnMemory(IInvocationOperation call, IMethodSymbol method, ReferenceValue reference, IOperation[] rest)
    {
        switch (method.Name)
        {
            case "AsSpan" or "AsMemory" or "Slice" or "AsReadOnly" or "GetRange":
                return SliceBy(reference, rest, call);
            case "Skip" when rest.Length == 1:
                return Slice(reference, FlowValue.IndexOf(Evaluate(rest[0])), null, isEnded: false, call);
            case "Take" when rest.Length == 1 && rest[0].Type?.Name != "Range":
                return Slice(reference, Polynomial.Zero, FlowValue.IndexOf(Evaluate(rest[0])), isEnded: true, call);
            case "TakeLast" when rest.Length == 1 && FlowValue.IndexOf(Evaluate(rest[0])) is { } taken:
                return Slice(reference, LengthOf(reference) - taken, taken, isEnded: false, call);
            case "Last" when call.Arguments.Length == 1 && IsMemory(call.Type) && Unconverted(call.Arguments[0].Value) is IInvocationOperation { TargetMethod.Name: "Chunk", Arguments.Length: 2 } chunks && FlowValue.IndexOf(Evaluate(chunks.Arguments[1].Value)) is { } width:
                return CopyOf(Slice(reference, LengthOf(reference) - width, width, isEnded: false, call), call);
            case "GetEnumerator" or "Chunk" or "AsEnumerable" or "ToImmutableArray" or "GetSubArray":
                return reference;
            case "ToArray" or "ToList" or "Clone" or "Append":
                ReferenceValue copy = NewStorage(call, reference.Length);
                if (reference.IsFlipped)
                {
                    Content content = _state.ContentOf(reference.Storage);
                    _state = _state.With(copy.Storage, Reversed(content, call.Syntax, isWhole: true));
                }
                else
                {
                    Copy(reference, copy, call);
                }

                return copy;
            case "CopyTo" or "TryCopyTo" when rest.Length > 0 && Evaluate(rest[0]) is ReferenceValue destination:
                Copy(reference, rest.Length > 1 && FlowValue.IndexOf(Evaluate(rest[1])) is { } start ? destination with { Offset = destination.Offset + start } : destination, call);
                return null;
            case "Reverse" when method.ReturnsVoid:
                ReverseWhole(reference, call, rows: reference.Storage.Creation is not null && IsList(call.Instance?.Type) ? true : HoldsRows(call));
                return null;
            case "Reverse":
                return reference with { IsFlipped = !reference.IsFlipped };
            case "Add" or "AddRange" or "Push" or "Enqueue" or "Insert" when IsList(method.ContainingType):
                Append(call, method, reference, rest);
                return null;
            case "Clear" or "Fill":
                _state = _state.With(reference.Storage, Content.Raw with { IsUniform = true, TimeMajor = _state.ContentOf(reference.Storage).TimeMajor });
                return null;
            case "Zip" when rest.Length > 0 && Evaluate(rest[0]) is ReferenceValue second:
                MergeWhole(reference, call.Syntax, second, rest[0].Syntax);
                return NewStorage(call, length: null);
            case "Concat" when rest.Length > 0:
                return Combine(new[] { ((FlowValue?)reference, call.Syntax), (Evaluate(rest[0]), rest[0].Syntax) }, isSpread: true) is { } timestep && !timestep.Directions.IsNone ? timestep : NewStorage(call, length: null);
            case "Dequeue" or "Pop":
                return null;
            default:
                return CallUnknown(call, method, call.Arguments.Select(a => Evaluate(a.Value)).ToArray());
        }
    }

    private static bool IsList(ITypeSymbol? type) => type is { Name: "List" or "Stack" or "Queue" };

    // Elements that are timesteps themselves; otherwise a reversal takes the values within a timestep along.
    private static bool HoldsRows(IInvocationOperation call)
        => (call.Instance?.Type ?? call.Arguments.FirstOrDefault()?.Value.Type) switch
        {
            IArrayTypeSymbol array => array.ElementType is IArrayTypeSymbol,
            INamedTypeSymbol { TypeArguments.Length: 1 } named => named.TypeArguments[0] is IArrayTypeSymbol,
            _ => false,
        };

    private FlowValue SliceBy(ReferenceValue reference, IOperation[] rest, IOperation call)
    {
        if (rest.Length == 0)
        {
            return reference;
        }

        if (rest[0].Type?.Name is "Range" or "Index")
        {
            return Slice(reference, rest[0], call) ?? reference;
        }

        Polynomial? start = FlowValue.IndexOf(Evaluate(rest[0]));
        Polynomial? length = rest.Length > 1 ? FlowValue.IndexOf(Evaluate(rest[1])) : null;
        return Slice(reference, start, length, isEnded: rest.Length > 1, call);
    }

    private FlowValue? CallOnArrays(IInvocationOperation call, IMethodSymbol method, FlowValue?[] arguments)
    {
        ReferenceValue? Memory(int i) => i < arguments.Length ? arguments[i] as ReferenceValue : null;
        ReferenceValue At(ReferenceValue reference, int i)
            => reference with { Offset = reference.Offset + (i < arguments.Length && FlowValue.IndexOf(arguments[i]) is { } start ? start : Polynomial.Of(Symbols.Of(call))) };

        switch (method.Name)
        {
            case "Copy" or "ConstrainedCopy" when arguments.Length == 3 && Memory(0) is { } source && Memory(1) is { } destination:
                Copy(source, destination, call);
                break;
            case "BlockCopy" when arguments.Length == 5 && Memory(0) is { } source && Memory(2) is { } destination && ElementSize(call.Arguments[0].Value) is { } size:
                // Counts bytes.
                Polynomial? Elements(int i) => FlowValue.IndexOf(arguments[i])?.DividedBy(Polynomial.Of(size));
                Copy(
                    Slice(source, Elements(1), Elements(4), isEnded: true, call),
                    destination with { Offset = destination.Offset + (Elements(3) ?? Polynomial.Of(Symbols.Of(call))) },
                    call);
                break;
            case "Copy" or "ConstrainedCopy" when arguments.Length == 5 && Memory(0) is { } source && Memory(2) is { } destination:
                Copy(Slice(source, FlowValue.IndexOf(arguments[1]), FlowValue.IndexOf(arguments[4]), isEnded: true, call), At(destination, 3), call);
                break;
            case "Reverse" when Memory(0) is { } array:
                ReverseWhole(array, call, HoldsRows(call));
                break;
            case "Clear" or "Fill" when Memory(0) is { } array:
                _state = _state.With(array.Storage, Content.Raw with { IsUniform = true });
                break;
        }

        return null;
    }

    private static int? ElementSize(IOperation array) => (Unconverted(array).Type as IArrayTypeSymbol)?.ElementType.SpecialType switch
    {
        SpecialType.System_Single or SpecialType.System_Int32 => 4,
        SpecialType.System_Double or SpecialType.System_Int64 => 8,
        SpecialType.System_Int16 => 2,
        SpecialType.System_Byte => 1,
        _ => null,
    };

    private void Append(IInvocationOperation call, IMethodSymbol method, ReferenceValue list, IOperation[] rest)
    {
        FlowValue? value = rest.Length > 0 ? Evaluate(rest[rest.Length - 1]) : null;
        bool isFront = method.Name == "Push" || (method.Name == "Insert" && Evaluate(rest[0]) is NumberValue { Value.Constant: 0 });
        PieceValue? piece = value is ReferenceValue reference ? PieceOf(reference, call) : value as PieceValue;

        // It grows with the loop over time that the value comes from, as long as the list itself is not made in that loop.
        SyntaxNode? loop = LoopsAround(call.Syntax).FirstOrDefault(l =>
            (list.Storage.Creation is null || !l.Span.Contains(list.Storage.Creation.Span)) && (piece is null || piece.Directions.In(l) is not 0));
        if (method.Name == "Insert" && !isFront)
        {
            _state = _state.With(list.Storage, Content.Unknown);
        }
        else if (loop is not null)
        {
            Store(list, piece, Directions.None.With(loop, isFront ? -1 : 1), stride: null, call);
        }
    }

    private FlowValue? Create(IObjectCreationOperation creation)
    {
        FlowValue?[] arguments = creation.Arguments.Select(a => Evaluate(a.Value)).ToArray();
        string? type = creation.Type?.Name;
        if (type is "Span" or "ReadOnlySpan" or "Memory" or "ReadOnlyMemory" or "ArraySegment" && arguments.Length > 0 && arguments[0] is ReferenceValue array)
        {
            return SliceBy(array, creation.Arguments.Skip(1).Select(a => a.Value).ToArray(), creation);
        }

        if (type == "Vector" && arguments.Length > 0 && arguments[0] is ReferenceValue values)
        {
            return PieceOf(At(values, arguments), creation);
        }

        if (type == "TimeMajorSpan")
        {
            return ViewTimeMajor(creation, arguments);
        }

        if (type == "SequenceDataset")
        {
            return Dataset(creation, arguments);
        }

        if (creation.Type is INamedTypeSymbol { Locations: { Length: > 0 } places } own && places[0].IsInSource && (own.IsRecord || creation.Initializer is not null))
        {
            return CreateObject(creation, arguments);
        }

        if (creation.Initializer is { } initializer)
        {
            Evaluate(initializer);
        }

        return IsList(creation.Type) && arguments.Length == 0 ? NewStorage(creation, length: null)
            : arguments.Length > 0 && arguments.All(a => a is PieceValue) ? Combine(arguments.Select((a, i) => (a, creation.Arguments[i].Syntax)).ToArray(), isSpread: false)
            : null;
    }

    /// <summary>A record's parameters are its properties; others are set in the initialiser.</summary>
    private ObjectValue CreateObject(IObjectCreationOperation creation, FlowValue?[] arguments)
    {
        ImmutableDictionary<string, FlowValue>.Builder members = ImmutableDictionary.CreateBuilder<string, FlowValue>();
        for (int i = 0; i < arguments.Length && ((INamedTypeSymbol)creation.Type!).IsRecord; i++)
        {
            if (arguments[i] is ReferenceValue or NumberValue or PaddedValue && creation.Arguments[i].Parameter is { } parameter)
            {
                members[parameter.Name] = arguments[i]!;
            }
        }

        foreach (ISimpleAssignmentOperation set in creation.Initializer?.Initializers.OfType<ISimpleAssignmentOperation>() ?? Enumerable.Empty<ISimpleAssignmentOperation>())
        {
            if (Evaluate(set.Value) is { } value and (ReferenceValue or NumberValue or PaddedValue) && set.Target is IMemberReferenceOperation { Member.Name: { } name })
            {
                members[name] = value;
            }
        }

        return new ObjectValue(creation.Syntax, members.ToImmutable());
    }

    private static IOperation Unconverted(IOperation value)
    {
        while (value is IConversionOperation conversion)
        {
            value = conversion.Operand;
        }

        return value;
    }

    /// <summary>A place in memory that an index beside it chooses.</summary>
    private static ReferenceValue At(ReferenceValue reference, FlowValue?[] arguments)
        => arguments.OfType<NumberValue>().FirstOrDefault() is { } index ? reference with { Offset = reference.Offset + index.Value, Length = null } : reference;
}
