using System;
using System.Collections.Generic;
using System.Collections.Immutable;
using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace ModelGen.Analyzers.Cells;

/// <content>Statements and branches.</content>
internal sealed partial class CellEvaluator
{
    /// <summary>What the method that is being followed into has returned so far.</summary>
    private readonly Stack<List<Datum?>> _returned = new();

    private void Execute(IOperation? operation)
    {
        if (operation is null || _ended)
        {
            return;
        }

        switch (operation)
        {
            case IBlockOperation block:
                foreach (IOperation statement in block.Operations)
                {
                    Execute(statement);
                }

                break;
            case IMethodBodyOperation body:
                Execute(body.BlockBody ?? body.ExpressionBody);
                break;
            case IConstructorBodyOperation constructor:
                Evaluate(constructor.Initializer);
                Execute(constructor.BlockBody ?? constructor.ExpressionBody);
                break;
            case IExpressionStatementOperation statement:
                Evaluate(statement.Operation);
                break;
            case IVariableDeclarationGroupOperation group:
                foreach (IVariableDeclarationOperation declaration in group.Declarations)
                {
                    Declare(declaration);
                }

                break;
            case IVariableDeclarationOperation declaration:
                Declare(declaration);
                break;
            case IReturnOperation @return:
                Return(@return);
                break;
            case IConditionalOperation conditional:
                Branch(conditional);
                break;
            case ILoopOperation loop:
                Loop(loop);
                break;
            case ISwitchOperation @switch:
                Switch(@switch);
                break;
            case IUsingOperation @using:
                Execute(@using.Resources);
                Execute(@using.Body);
                break;
            case IUsingDeclarationOperation @using:
                Execute(@using.DeclarationGroup);
                break;
            case ILockOperation @lock:
                Execute(@lock.Body);
                break;
            case ITryOperation @try:
                Execute(@try.Body);
                _ended = false;
                Execute(@try.Finally);
                break;
            case ILabeledOperation labeled:
                Execute(labeled.Operation);
                break;
            case IBranchOperation branch:
                IsIncomplete |= branch.BranchKind == BranchKind.GoTo;
                _ended = true;
                break;
            case IThrowOperation:
                _ended = true;
                break;
            case ILocalFunctionOperation or IEmptyOperation or IVariableInitializerOperation:
                break;
            case { Kind: OperationKind.None }:
                // 'fixed' and 'unsafe' have no operations of their own.
                foreach (IOperation child in operation.ChildOperations)
                {
                    Execute(child);
                }

                break;
            default:
                Evaluate(operation);
                break;
        }
    }

    private void Declare(IVariableDeclarationOperation declaration)
    {
        foreach (IVariableDeclaratorOperation declarator in declaration.Declarators)
        {
            IVariableInitializerOperation? initializer = declarator.Initializer ?? declaration.Initializer;
            _advanced.Remove(declarator.Symbol);
            if (initializer is null)
            {
                Assign(declarator.Symbol, null);
            }
            else if (declarator.Symbol.IsRef && RefOf(initializer.Value) is { } place)
            {
                Assign(declarator.Symbol, new Alias(place));
            }
            else
            {
                Assign(declarator.Symbol, CopyOf(Evaluate(initializer.Value), declarator.Symbol.Type));
            }
        }
    }

    private Place? RefOf(IOperation operation)
        => Evaluate(operation) is Alias alias ? Resolve(alias.Place) : PlaceOf(operation) is { } place ? Resolve(place) : null;

    /// <summary>A pointer or reference to an element is the elements from there on.</summary>
    private Datum? AddressOf(IOperation reference)
        => PlaceOf(reference) is { Region: { } region, Path: { Length: > 0 } path }
            ? new View(region, path.RemoveAt(path.Length - 1), path[path.Length - 1], null)
            : Evaluate(reference);

    private void Return(IReturnOperation @return)
    {
        Datum? value = @return.ReturnedValue is null ? null
            : _returned.Count == 0 && @return.ReturnedValue is IConversionOperation { IsImplicit: true, Operand: ITupleOperation } converted ? Evaluate(converted.Operand)
            : Evaluate(@return.ReturnedValue);
        if (_returned.Count > 0)
        {
            _returned.Peek().Add(value);
        }
        else if (@return.ReturnedValue is { } returned)
        {
            LeaveByReturn(value, returned);
        }

        _ended |= @return.Kind == OperationKind.Return;
    }

    private void LeaveByReturn(Datum? value, IOperation returned)
    {
        ITypeSymbol type = _method.ReturnType;
        if (type is INamedTypeSymbol { IsGenericType: true, Name: "Task" or "ValueTask" } task)
        {
            type = task.TypeArguments[0];
        }

        if (value is not Group group)
        {
            Leave(value, null, null, returned.Syntax, isFinal: true);
            return;
        }

        ImmutableArray<IFieldSymbol> elements = type is INamedTypeSymbol { IsTupleType: true } tuple ? tuple.TupleElements : ImmutableArray<IFieldSymbol>.Empty;
        for (int i = 0; i < group.Items.Length; i++)
        {
            string? name = i < elements.Length && elements[i].IsExplicitlyNamedTupleElement ? elements[i].Name : null;
            SyntaxNode syntax = returned.Syntax is Microsoft.CodeAnalysis.CSharp.Syntax.TupleExpressionSyntax items && i < items.Arguments.Count
                ? items.Arguments[i].Expression
                : returned.Syntax;
            Leave(group.Items[i], name, null, syntax, isFinal: true);
        }
    }

    private void Branch(IConditionalOperation conditional)
    {
        if (Evaluate(conditional.Condition) is Truth truth)
        {
            Execute(truth.Value ? conditional.WhenTrue : conditional.WhenFalse);
            return;
        }

        Alternatives(() => Execute(conditional.WhenTrue), () => Execute(conditional.WhenFalse));
    }

    private void Switch(ISwitchOperation @switch)
    {
        Datum? value = Evaluate(@switch.Value);
        ISwitchCaseOperation[] cases = @switch.Cases.ToArray();
        if (value is Integer { Value.Constant: { } constant })
        {
            ISwitchCaseOperation? chosen = cases.FirstOrDefault(c => c.Clauses.OfType<ISingleValueCaseClauseOperation>().Any(s => Evaluate(s.Value) is Integer { Value.Constant: { } label } && label == constant))
                ?? cases.FirstOrDefault(c => c.Clauses.Any(s => s.CaseKind == CaseKind.Default));
            cases = chosen is null ? Array.Empty<ISwitchCaseOperation>() : new[] { chosen };
        }

        void Run(int index)
        {
            if (index + 1 < cases.Length)
            {
                Alternatives(() => Case(cases[index]), () => Run(index + 1));
            }
            else if (index < cases.Length)
            {
                Case(cases[index]);
            }
        }

        Run(0);

        void Case(ISwitchCaseOperation one)
        {
            foreach (IOperation statement in one.Body)
            {
                Execute(statement);
            }

            // A break leaves the switch, a return the method.
            _ended &= one.Body.LastOrDefault() is IReturnOperation or IThrowOperation;
        }
    }

    /// <summary>Runs both from the same state and goes on with what both leave.</summary>
    private void Alternatives(Action first, Action second)
    {
        (ImmutableDictionary<ISymbol, Datum> locals, ImmutableDictionary<string, Datum> references, Memory memory) = (_locals, _references, _memory);
        _memory = memory.Copy();
        first();
        bool firstEnded = _ended;
        (ImmutableDictionary<ISymbol, Datum> firstLocals, ImmutableDictionary<string, Datum> firstReferences, Memory firstMemory) = (_locals, _references, _memory);

        (_locals, _references, _memory, _ended) = (locals, references, memory.Copy(), false);
        second();
        if (firstEnded)
        {
            return;
        }

        if (_ended)
        {
            (_locals, _references, _memory, _ended) = (firstLocals, firstReferences, firstMemory, false);
            return;
        }

        _locals = Merge(locals, firstLocals, _locals);
        _references = Merge(references, firstReferences, _references);
        _memory = Memory.Merge(memory, firstMemory, _memory, (m, region, entry) => m.Read(region, entry.Path, WithTrips(entry), ReadInitially(region, entry.Path)));
    }

    private IReadOnlyDictionary<string, Polynomial?> WithTrips(Entry entry)
    {
        var trips = new Dictionary<string, Polynomial?>(StringComparer.Ordinal);
        foreach (KeyValuePair<string, Polynomial?> trip in _trips.Concat(entry.Trips))
        {
            trips[trip.Key] = trip.Value;
        }

        return trips;
    }

    private ImmutableDictionary<TKey, Datum> Merge<TKey>(ImmutableDictionary<TKey, Datum> before, ImmutableDictionary<TKey, Datum> left, ImmutableDictionary<TKey, Datum> right)
        where TKey : notnull
    {
        if (ReferenceEquals(left, right))
        {
            return left;
        }

        ImmutableDictionary<TKey, Datum> merged = left;
        foreach (KeyValuePair<TKey, Datum> pair in right)
        {
            if (!left.TryGetValue(pair.Key, out Datum? other))
            {
                merged = merged.Add(pair.Key, pair.Value);
            }
            else if (!ReferenceEquals(other, pair.Value))
            {
                Datum? either = Either(other, pair.Value, null);
                merged = either is null ? merged.Remove(pair.Key) : merged.SetItem(pair.Key, either);
            }
        }

        return merged;
    }

    private Datum? Either(Datum? left, Datum? right, ITypeSymbol? type)
    {
        if (left is Number || right is Number)
        {
            return new Number(left is null ? AsValue(right) : right is null ? AsValue(left) : Values.Choice(AsValue(left), AsValue(right)));
        }

        return (left, right) switch
        {
            (Integer a, Integer b) => a.Value.Equals(b.Value) ? a : new Integer(Polynomial.Symbol("(" + a.Value.Text + ")|(" + b.Value.Text + ")")),
            (Group a, Group b) when a.Items.Length == b.Items.Length => new Group(a.Items.Zip(b.Items, (x, y) => Either(x, y, null)).ToImmutableArray()),
            (View a, View b) when ReferenceEquals(a.Region, b.Region) && a.Offset.Equals(b.Offset) => a,
            (Truth a, Truth b) => a.Value == b.Value ? a : null,
            // 'buffer ?? new float[n]'
            (View a, View { Region.Kind: RegionKind.Fresh }) => a,
            (View { Region.Kind: RegionKind.Fresh }, View b) => b,
            (null, _) when type is not null => right,
            (_, null) when type is not null => left,
            (Instance a, Instance b) when a.Key == b.Key => a,
            _ => null,
        };
    }

    private Datum? Choose(IConditionalOperation conditional)
    {
        if (Evaluate(conditional.Condition) is Truth truth)
        {
            return Evaluate(truth.Value ? conditional.WhenTrue : conditional.WhenFalse);
        }

        return Either(Evaluate(conditional.WhenTrue), Evaluate(conditional.WhenFalse), conditional.Type);
    }

    private Datum? Choose(ISwitchExpressionOperation @switch)
    {
        Datum? value = Evaluate(@switch.Value);
        Datum? result = null;
        foreach (ISwitchExpressionArmOperation arm in @switch.Arms)
        {
            if (value is Integer { Value.Constant: { } constant } && arm.Pattern is IConstantPatternOperation pattern
                && Evaluate(pattern.Value) is Integer { Value.Constant: { } label } && label != constant)
            {
                continue;
            }

            if (arm.Value is IThrowOperation or IConversionOperation { Operand: IThrowOperation })
            {
                continue;
            }

            Datum? one = Evaluate(arm.Value);
            result = result is null ? one : Either(result, one, @switch.Type);
            if (value is Integer { Value.Constant: not null } && arm.Pattern is IConstantPatternOperation)
            {
                return one;
            }
        }

        return result;
    }
}
