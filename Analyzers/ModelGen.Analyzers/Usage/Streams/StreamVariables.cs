using System.Collections.Generic;
using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.FlowAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace ModelGen.Analyzers.Usage.Streams;

/// <summary>Which variable an expression means, through locals that are only another name for one.</summary>
internal sealed class StreamVariables
{
    private readonly Dictionary<ILocalSymbol, List<IOperation>> _assigned = new(SymbolEqualityComparer.Default);
    private readonly Dictionary<CaptureId, List<IOperation>> _captured = new();
    private readonly StreamGraphs _graphs;
    private readonly StreamVariables? _outer;

    public StreamVariables(ControlFlowGraph flow, StreamGraphs graphs, StreamVariables? outer)
    {
        _graphs = graphs;
        _outer = outer;
        foreach (IOperation operation in flow.Blocks.SelectMany(b => b.BranchValue is { } value ? b.Operations.Add(value) : b.Operations).SelectMany(o => o.DescendantsAndSelf()))
        {
            switch (operation)
            {
                case ISimpleAssignmentOperation { Target: ILocalReferenceOperation local } assignment:
                    Add(_assigned, local.Local, assignment.Value);
                    break;
                case IFlowCaptureOperation capture:
                    Add(_captured, capture.Id, capture.Value);
                    break;
            }
        }
    }

    /// <summary>The variable that holds an instance or a state; null where it is none, or one of several.</summary>
    public ISymbol? Resolve(IOperation? operation) => Resolve(operation, 0);

    /// <summary>The expression itself, without conversions and what the compiler keeps for later.</summary>
    public IOperation? Unwrap(IOperation? operation)
    {
        for (int i = 0; i < 20; i++)
        {
            switch (operation)
            {
                case IConversionOperation conversion:
                    operation = conversion.Operand;
                    break;
                case IParenthesizedOperation parenthesized:
                    operation = parenthesized.Operand;
                    break;
                case IFlowCaptureReferenceOperation reference when _captured.TryGetValue(reference.Id, out List<IOperation>? values) && values.Count == 1:
                    operation = values[0];
                    break;
                default:
                    return operation;
            }
        }

        return operation;
    }

    /// <summary>A state of zeros, or an instance, that is made here.</summary>
    public bool IsFresh(IOperation? operation) => Unwrap(operation) switch
    {
        IInvocationOperation call => IsMade(call) || (_graphs.Bodies.IsCarrier(call.Type) && _graphs.Bodies.CanFollow(call.TargetMethod) && OnlyMakes(call.TargetMethod)),
        { } value => IsMade(value),
        null => false,
    };

    private bool IsMade(IOperation value) => value switch
    {
        IInvocationOperation call => _graphs.Types.CallOf(call.TargetMethod) == ModelCall.CreateState,
        IObjectCreationOperation creation => _graphs.Types.IsState(creation.Type) || _graphs.Types.ModelOf(creation.Type) is not null,
        _ => false,
    };

    /// <summary>The method does nothing but return what it makes.</summary>
    private bool OnlyMakes(IMethodSymbol method)
        => _graphs.Bodies.BodyOf(method) is { } body
            && body.DescendantsAndSelf().OfType<IReturnOperation>().ToArray() is { Length: 1 } returns
            && Unwrap(returns[0].ReturnedValue) is { } made && IsMade(made);

    /// <summary>All values that a local variable gets in this method.</summary>
    public IReadOnlyList<IOperation> ValuesOf(ILocalSymbol local)
        => _assigned.TryGetValue(local, out List<IOperation>? values) ? values : _outer is not null ? _outer.ValuesOf(local) : System.Array.Empty<IOperation>();

    private ISymbol? Resolve(IOperation? operation, int depth)
    {
        switch (Unwrap(operation))
        {
            case ILocalReferenceOperation { Local: var local }:
                return depth < 8 && ValuesOf(local) is { Count: 1 } values && Resolve(values[0], depth + 1) is { } other ? other : local;
            case IParameterReferenceOperation parameter:
                return parameter.Parameter;
            case IFieldReferenceOperation field when IsOwn(field.Instance):
                return field.Field;
            case IPropertyReferenceOperation { Property: { Name: "State", Parameters.IsEmpty: true }, Instance: { } model } when _graphs.Types.ModelOf(model.Type) is not null:
                return Resolve(model, depth);
            case IPropertyReferenceOperation { Property.Parameters.IsEmpty: true } property when IsOwn(property.Instance) && IsAuto(property.Property):
                return property.Property;
            case IInstanceReferenceOperation { ReferenceKind: InstanceReferenceKind.ContainingTypeInstance, Type: { } type } when _graphs.Types.ModelOf(type) is not null:
                return type;
            default:
                return null;
        }
    }

    private bool IsOwn(IOperation? instance)
        => instance is null || Unwrap(instance) is IInstanceReferenceOperation { ReferenceKind: InstanceReferenceKind.ContainingTypeInstance };

    private static bool IsAuto(IPropertySymbol property)
        => property.ContainingType.GetMembers().OfType<IFieldSymbol>().Any(f => SymbolEqualityComparer.Default.Equals(f.AssociatedSymbol, property));

    private static void Add<TKey>(Dictionary<TKey, List<IOperation>> map, TKey key, IOperation value)
        where TKey : notnull
    {
        if (!map.TryGetValue(key, out List<IOperation>? values))
        {
            map.Add(key, values = new List<IOperation>());
        }

        values.Add(value);
    }
}
