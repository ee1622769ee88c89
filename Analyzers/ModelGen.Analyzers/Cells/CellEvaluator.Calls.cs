using System;
using System.Collections.Generic;
using System.Collections.Immutable;
using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;

namespace ModelGen.Analyzers.Cells;

/// <content>Calls: of the program's own methods, and of functions that are known by name.</content>
internal sealed partial class CellEvaluator
{
    private readonly HashSet<ISymbol> _running = new(SymbolEqualityComparer.Default);

    /// <summary>While a method is followed into: the call of it in the cell's own code.</summary>
    private SyntaxNode? _site;

    private Datum? Invoke(IInvocationOperation invocation)
    {
        IMethodSymbol method = invocation.TargetMethod;
        Datum? receiver = invocation.Instance is null ? null : Evaluate(invocation.Instance);
        if (method.MethodKind == MethodKind.DelegateInvoke)
        {
            return Finished(CallDelegate(receiver, invocation.Arguments.Select(a => Evaluate(a.Value)).ToArray(), invocation.Type, invocation.Syntax), invocation);
        }

        bool hasSource = BodyOf(method) is not null;
        if (Buffers(invocation, receiver, out Datum? result))
        {
            return result;
        }

        // The names σ and tanh are believed for arrays, where what the method does in place has no value of its own.
        bool isMatrixLike = method.ContainingType is { } type && CellTypes.IsMatrixLike(type) && !SymbolEqualityComparer.Default.Equals(type, _method.ContainingType);
        ValueKind? activation = KnownFunctions.ActivationOf(method.Name);
        if (hasSource && !isMatrixLike && (activation is null || CellTypes.IsNumber(method.ReturnType)))
        {
            Datum? called = Inline(invocation, method, receiver);
            if (activation is null || called is Number { Value.Kind: ValueKind.Sigmoid or ValueKind.Tanh })
            {
                return Finished(called, invocation);
            }
        }

        return Finished(ByName(invocation, method, receiver, isMatrixLike, hasSource), invocation);
    }

    /// <summary>Notes what stands between the brackets of an activation function.</summary>
    private Datum? Finished(Datum? result, IInvocationOperation invocation)
    {
        if (_site is null && result is Number { Value: { Kind: ValueKind.Sigmoid or ValueKind.Tanh } activation })
        {
            IOperation? argument = invocation.Arguments.Length > 0 ? invocation.Arguments[0].Value : invocation.Instance;
            if (argument is not null)
            {
                _arguments.Add((activation, argument.Syntax));
            }
        }

        return result;
    }

    private Datum? ByName(IInvocationOperation invocation, IMethodSymbol method, Datum? receiver, bool isMatrixLike, bool hasSource)
    {
        var arguments = new List<(IArgumentOperation Operation, Datum? Datum)>();
        foreach (IArgumentOperation argument in invocation.Arguments.Where(a => a.ArgumentKind != ArgumentKind.DefaultValue))
        {
            arguments.Add((argument, RefKindOf(argument) is RefKind.Ref or RefKind.Out ? RefOf(argument.Value) is { } place ? new Alias(place) : null : Evaluate(argument.Value)));
        }

        var operands = new List<Datum?>();
        if (receiver is Number or View || (isMatrixLike && receiver is not null))
        {
            operands.Add(receiver);
        }

        operands.AddRange(arguments.Select(a => a.Datum));

        // TensorPrimitives and its like write to their last argument.
        IArgumentOperation? destination = method.ReturnsVoid && invocation.Arguments.Length > 0 && invocation.Arguments[invocation.Arguments.Length - 1] is { } last
            && CellTypes.IsBuffer(last.Value.Type) && !CellTypes.IsReadOnlyBuffer(last.Parameter?.Type) ? last : null;
        if (destination is not null && operands[operands.Count - 1] is View written)
        {
            // f(x) in place, or f(x…, destination).
            List<Datum?> sources = operands.Count == 1 ? operands : operands.Take(operands.Count - 1).ToList();
            Value[] inputs = sources.Select(AsValue).ToArray();
            Value? content = KnownFunctions.Apply(method.Name, inputs, Values);
            if (content is not null)
            {
                WriteBulk(written, content, invocation.Syntax);
                Record(content, invocation.Syntax);
                if (_site is null && content.Kind is ValueKind.Sigmoid or ValueKind.Tanh)
                {
                    _arguments.Add((content, invocation.Arguments[0].Value.Syntax));
                }

                return null;
            }
        }

        if (!method.ReturnsVoid && operands.Count == 2 && operands[0] is Number && operands[1] is Callable { Method.Parameters.Length: 1 } map)
        {
            // A matrix's own Map, Apply, Select…
            return Result(AsValue(CallDelegate(map, new[] { operands[0] }, map.Method.ReturnType, invocation.Syntax)), invocation.Type);
        }

        Value[] values = operands.Select(AsValue).ToArray();
        if (!method.ReturnsVoid && KnownFunctions.Apply(method.Name, values, Values) is { } known)
        {
            return Result(known, invocation.Type);
        }

        // A method that may do anything with what it gets.
        bool isPure = method.IsStatic && !hasSource && method.ContainingNamespace?.ToDisplayString().StartsWith("System", StringComparison.Ordinal) == true;
        string name = (method.IsStatic || isMatrixLike ? string.Empty : "!") + method.Name;
        foreach ((IArgumentOperation argument, Datum? datum) in arguments)
        {
            if (!isPure || method.ReturnsVoid)
            {
                Leave(datum, null, null, invocation.Syntax, isFinal: false);
            }

            if (datum is Alias alias)
            {
                Write(alias.Place, CellTypes.IsNumber(alias.Place.Type) ? new Number(Values.Unknown(name, values)) : null, invocation.Syntax);
            }
            else if (datum is View view && !CellTypes.IsReadOnlyBuffer(argument.Parameter?.Type) && !(isPure && !method.ReturnsVoid))
            {
                WriteBulk(view, Values.Unknown(name, values), invocation.Syntax);
            }
            else if (datum is Instance or Callable)
            {
                IsIncomplete = true;
            }
            else if (datum is Number && method.ReturnsVoid && argument.Value.Type?.IsReferenceType == true)
            {
                WriteTo(argument.Value, new Number(Values.Unknown(name, values)), invocation.Syntax);
            }
        }

        if (method.ReturnsVoid && receiver is Number && invocation.Instance is { } changed)
        {
            // A matrix that is changed in place.
            WriteTo(changed, new Number(KnownFunctions.Apply(method.Name, values, Values) ?? Values.Unknown(name, values)), invocation.Syntax);
        }

        if (receiver is Instance { Key: "this" })
        {
            // A method without a body that can be seen may write every field.
            IsIncomplete = true;
        }

        return Result(Values.Unknown(name, values), invocation.Type);
    }

    /// <summary>A result of the given type whose elements are <paramref name="value"/>.</summary>
    private Datum? Result(Value value, ITypeSymbol? type)
    {
        if (CellTypes.IsNumber(type))
        {
            return new Number(value);
        }

        if (CellTypes.IsBuffer(type))
        {
            var view = new View(FreshRegion(null), ImmutableArray<Polynomial>.Empty, Polynomial.Zero, null);
            WriteBulk(view, value, null);
            return view;
        }

        if (type is INamedTypeSymbol { IsTupleType: true } tuple)
        {
            return new Group(tuple.TupleElements.Select((e, i) => Result(Values.Function("item" + i, value), e.Type)).ToImmutableArray());
        }

        return CellTypes.IsInteger(type) ? new Integer(Polynomial.Symbol("#" + value.Id)) : null;
    }

    private Datum? Inline(IInvocationOperation invocation, IMethodSymbol method, Datum? receiver)
    {
        var arguments = new Datum?[method.Parameters.Length];
        foreach (IArgumentOperation argument in invocation.Arguments)
        {
            if (argument.Parameter is not { } parameter || parameter.Ordinal >= arguments.Length)
            {
                continue;
            }

            arguments[parameter.Ordinal] = parameter.RefKind is RefKind.Ref or RefKind.Out
                ? RefOf(argument.Value) is { } place ? new Alias(Resolve(place)) : null
                : CopyOf(Evaluate(argument.Value), parameter.Type);
        }

        return BodyOf(method) is { } body ? Call(method, body, receiver, arguments.ToImmutableArray(), invocation.Syntax) : null;
    }

    private Place Resolve(Place place)
        => place.Variable is { } variable && _locals.TryGetValue(variable, out Datum? datum) && datum is Alias alias ? Resolve(alias.Place) : place;

    private Datum? CallDelegate(Datum? target, IReadOnlyList<Datum?> arguments, ITypeSymbol? type, SyntaxNode syntax)
    {
        if (target is Callable callable)
        {
            if ((callable.Body ?? BodyOf(callable.Method)) is { } body)
            {
                return Call(callable.Method, body, callable.Receiver, arguments.ToImmutableArray(), syntax);
            }

            if (KnownFunctions.Apply(callable.Method.Name, arguments.Select(AsValue).ToArray(), Values) is { } known)
            {
                return Result(known, type);
            }
        }

        foreach (Datum? argument in arguments)
        {
            Leave(argument, null, null, syntax, isFinal: false);
        }

        return Result(Values.Unknown("!delegate", arguments.Select(AsValue)), type);
    }

    private Datum? Call(IMethodSymbol method, IOperation body, Datum? receiver, ImmutableArray<Datum?> arguments, SyntaxNode syntax)
    {
        ISymbol identity = method.OriginalDefinition;
        if (_running.Count >= DeepestCalls || !_running.Add(identity))
        {
            IsIncomplete = true;
            return Result(Values.Unknown("!" + method.Name, arguments.Select(AsValue)), method.ReturnType);
        }

        // The body is that of the definition, which names the definition's parameters.
        ImmutableArray<IParameterSymbol> parameters = method.OriginalDefinition.Parameters;
        for (int i = 0; i < parameters.Length && i < arguments.Length; i++)
        {
            Assign(parameters[i], arguments[i]);
        }

        bool ended = _ended;
        SyntaxNode? site = _site;
        _site ??= syntax;
        _ended = false;
        if (method.MethodKind is not (MethodKind.AnonymousFunction or MethodKind.LocalFunction))
        {
            _this.Push(receiver);
        }
        else
        {
            _this.Push(This());
        }

        _returned.Push(new List<Datum?>());
        Execute(body);
        List<Datum?> returned = _returned.Pop();
        _this.Pop();
        _site = site;
        _ended = ended;
        _running.Remove(identity);

        Datum? result = returned.Count == 0 ? null : returned[0];
        foreach (Datum? other in returned.Skip(1))
        {
            result = Either(result, other, method.ReturnType);
        }

        return result;
    }

    /// <summary>The code of a method of the program; null for others.</summary>
    private IOperation? BodyOf(IMethodSymbol method)
    {
        method = method.OriginalDefinition.PartialImplementationPart ?? method.OriginalDefinition;
        if (method.IsAbstract || method.IsVirtual || method.IsOverride && !method.IsSealed && !method.ContainingType.IsSealed || method.DeclaringSyntaxReferences.IsEmpty)
        {
            // Which code runs is known only where nothing can override it.
            if (method.DeclaringSyntaxReferences.IsEmpty || method.IsAbstract || !method.ContainingType.IsSealed)
            {
                return null;
            }
        }

        SyntaxNode syntax = method.DeclaringSyntaxReferences[0].GetSyntax(_cancellation);
        SyntaxNode? body = syntax switch
        {
            BaseMethodDeclarationSyntax or LocalFunctionStatementSyntax or AccessorDeclarationSyntax or ArrowExpressionClauseSyntax => syntax,
            _ => null,
        };
        if (body is null || !_compilation.ContainsSyntaxTree(body.SyntaxTree))
        {
            return null;
        }

#pragma warning disable RS1030 // A cell's helper methods may lie in any file; few cells exist, and few files are asked for.
        IOperation? operation = _compilation.GetSemanticModel(body.SyntaxTree).GetOperation(body, _cancellation);
#pragma warning restore RS1030
        return operation switch
        {
            ILocalFunctionOperation local => local.Body,
            IMethodBodyOperation { BlockBody: null, ExpressionBody: null } => null,
            _ => operation,
        };
    }

    private static RefKind RefKindOf(IArgumentOperation argument) => argument.Parameter?.RefKind ?? RefKind.None;
}
