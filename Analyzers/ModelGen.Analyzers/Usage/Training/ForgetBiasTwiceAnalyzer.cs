using System;
using System.Collections.Generic;
using System.Collections.Immutable;
using System.Globalization;
using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;
using ModelGen.Declaration;

namespace ModelGen.Analyzers.Usage.Training;

/// <summary>MG1002: code adds TensorFlow 1's forget bias to new weights, in which it is stored already.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class ForgetBiasTwiceAnalyzer : DiagnosticAnalyzer
{
    /// <summary>What is added to open the gate rather than to correct something.</summary>
    private const double Least = 0.5;

    /// <inheritdoc/>
    public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics { get; } = ImmutableArray.Create(Descriptors.ForgetBiasTwice);

    /// <inheritdoc/>
    public override void Initialize(AnalysisContext context)
    {
        context.EnableConcurrentExecution();
        context.ConfigureGeneratedCodeAnalysis(GeneratedCodeAnalysisFlags.None);
        context.RegisterCompilationStartAction(static start =>
        {
            if (ModelTypes.TryCreate(start.Compilation) is { } types)
            {
                start.RegisterOperationAction(operation => Analyze(operation, types), OperationKind.Invocation);
            }
        });
    }

    private static void Analyze(OperationAnalysisContext context, ModelTypes types)
    {
        // weights.CopyFrom("lstm.bias", bias), with the weights of Create and the array of weights.ToArray("lstm.bias").
        var copy = (IInvocationOperation)context.Operation;
        if (copy.TargetMethod is not { Name: "CopyFrom", Parameters.Length: 2 }
            || LocalOf(copy.Instance) is not { } weights
            || ModelOfWeights(weights.Type, types) is not { } model
            || ModelTypes.Argument(copy, "name")?.ConstantValue is not { HasValue: true, Value: string tensor }
            || LocalOf(ModelTypes.Argument(copy, "source")) is not { } bias
            || UnitsOf(model, tensor) is not { } units)
        {
            return;
        }

        IOperation[] body = Root(copy).Descendants().ToArray();
        if (ValueOf(weights, body) is IInvocationOperation { TargetMethod: { Name: "Create", IsStatic: true } }
            && ValueOf(bias, body) is IInvocationOperation { TargetMethod.Name: "ToArray" } read
            && SymbolEqualityComparer.Default.Equals(LocalOf(read.Instance), weights)
            && ModelTypes.Argument(read, "name")?.ConstantValue is { HasValue: true, Value: string from } && from == tensor
            && !body.OfType<IInvocationOperation>().Any(call => call != copy && call.TargetMethod.Name is "CopyFrom" or "LoadFrom" && SymbolEqualityComparer.Default.Equals(LocalOf(call.Instance), weights) && IsOf(call, tensor))
            && !body.Any(operation => MayReplace(operation, bias, copy)))
        {
            foreach ((IOperation sum, double added) in Additions(bias, units, body))
            {
                context.ReportDiagnostic(Diagnostic.Create(
                    Descriptors.ForgetBiasTwice,
                    sum.Syntax.GetLocation(),
                    $"'{tensor}' of new weights of {model.Name} holds the forget bias already, and this adds {added.ToString("R", CultureInfo.InvariantCulture)} to it",
                    "Leave it out, or declare UnitForgetBias = false"));
            }
        }
    }

    /// <summary>The array is handed to something that may write to it, or an element is set to another value.</summary>
    private static bool MayReplace(IOperation operation, ILocalSymbol bias, IInvocationOperation copy)
    {
        if (operation is ISimpleAssignmentOperation { Target: IArrayElementReferenceOperation set } assignment && SymbolEqualityComparer.Default.Equals(LocalOf(set.ArrayReference), bias))
        {
            return assignment.Value is not IBinaryOperation { OperatorKind: BinaryOperatorKind.Add } sum || !(IsSame(set, sum.LeftOperand) || IsSame(set, sum.RightOperand));
        }

        if (operation is not ILocalReferenceOperation reference || !SymbolEqualityComparer.Default.Equals(reference.Local, bias))
        {
            return false;
        }

        IOperation? parent = reference.Parent;
        while (parent is IConversionOperation)
        {
            parent = parent.Parent;
        }

        return parent is not (IArrayElementReferenceOperation or IPropertyReferenceOperation { Property.Name: "Length" }) && !(parent is IArgumentOperation argument && argument.Parent == copy);
    }

    /// <summary>A call that writes the tensor, or all.</summary>
    private static bool IsOf(IInvocationOperation call, string tensor)
        => ModelTypes.Argument(call, "name")?.ConstantValue is not { HasValue: true, Value: string other } || other == tensor;

    private static ModelFacts? ModelOfWeights(ITypeSymbol type, ModelTypes types) => type is { Name: "Weights", ContainingType: { } outer } ? types.ModelOf(outer) : null;

    /// <summary>The units of the LSTM whose bias the tensor is, where it starts with an open forget gate.</summary>
    private static int? UnitsOf(ModelFacts facts, string tensor)
    {
        var context = new DeclarationContext(facts.Model, new());
        for (int i = 0; i < context.Layers.Count; i++)
        {
            bool isBackward = LayerNames.IsOwnBackward(context.Layers, i);
            string name = context.NameOf(i) + (isBackward ? ".backward" : context.WrapperOf(i) is null ? string.Empty : ".forward") + ".bias";
            bool isTensor = name == tensor || (context.WrapperOf(i) is not null && LayerNames.OwnBackward(context.Layers, i) is null && tensor == context.NameOf(i) + ".backward.bias");
            if (isTensor
                && context.Layers[i] is LstmDeclaration { UseBias: true, InputForgetCoupling: false } lstm
                && (lstm.UnitForgetBias ?? (facts.Model.Initializers != InitializerPreset.PyTorch || lstm.LayerNorm)))
            {
                return lstm.Units;
            }
        }

        return null;
    }

    /// <summary>Where a constant is added to elements of the forget gate's block.</summary>
    private static IEnumerable<(IOperation Sum, double Added)> Additions(ILocalSymbol bias, int units, IOperation[] body)
    {
        foreach (IOperation operation in body)
        {
            (IOperation? target, double added) = operation switch
            {
                ICompoundAssignmentOperation { OperatorKind: BinaryOperatorKind.Add } sum => (sum.Target, Constant(sum.Value) ?? 0),
                IIncrementOrDecrementOperation { Kind: OperationKind.Increment } step => (step.Target, 1),
                ISimpleAssignmentOperation { Value: IBinaryOperation { OperatorKind: BinaryOperatorKind.Add } sum } assignment when IsSame(assignment.Target, sum.LeftOperand) => (assignment.Target, Constant(sum.RightOperand) ?? 0),
                ISimpleAssignmentOperation { Value: IBinaryOperation { OperatorKind: BinaryOperatorKind.Add } sum } assignment when IsSame(assignment.Target, sum.RightOperand) => (assignment.Target, Constant(sum.LeftOperand) ?? 0),
                _ => ((IOperation?)null, 0.0),
            };
            if (added >= Least
                && target is IArrayElementReferenceOperation { Indices.Length: 1 } element
                && SymbolEqualityComparer.Default.Equals(LocalOf(element.ArrayReference), bias)
                && RangeOf(element.Indices[0], body) is { } range
                && range.First <= units && range.Last >= units && range.Last < 2 * units)
            {
                yield return (operation, added);
            }
        }
    }

    private static bool IsSame(IOperation a, IOperation b) => a.Syntax.ToString() == b.Syntax.ToString();

    /// <summary>The first and last value of an index: a constant, a for loop's variable, or the sum of both.</summary>
    private static (int First, int Last)? RangeOf(IOperation index, IOperation[] body)
    {
        index = Stripped(index);
        if (index.ConstantValue is { HasValue: true, Value: int fixedIndex })
        {
            return (fixedIndex, fixedIndex);
        }

        if (index is IBinaryOperation { OperatorKind: BinaryOperatorKind.Add } sum)
        {
            return RangeOf(sum.LeftOperand, body) is { } a && RangeOf(sum.RightOperand, body) is { } b ? (a.First + b.First, a.Last + b.Last) : null;
        }

        if (index is not ILocalReferenceOperation { Local: var variable })
        {
            return null;
        }

        foreach (IForLoopOperation loop in body.OfType<IForLoopOperation>())
        {
            IVariableDeclaratorOperation? declarator = loop.Before.SelectMany(b => b.DescendantsAndSelf()).OfType<IVariableDeclaratorOperation>().FirstOrDefault(d => SymbolEqualityComparer.Default.Equals(d.Symbol, variable));
            if (declarator?.GetVariableInitializer()?.Value.ConstantValue is { HasValue: true, Value: int first }
                && loop.Condition is IBinaryOperation { OperatorKind: BinaryOperatorKind.LessThan or BinaryOperatorKind.LessThanOrEqual } condition
                && Stripped(condition.LeftOperand) is ILocalReferenceOperation bounded && SymbolEqualityComparer.Default.Equals(bounded.Local, variable)
                && condition.RightOperand.ConstantValue is { HasValue: true, Value: int end })
            {
                return (first, condition.OperatorKind == BinaryOperatorKind.LessThan ? end - 1 : end);
            }
        }

        return null;
    }

    private static double? Constant(IOperation value)
        => value.ConstantValue is { HasValue: true, Value: (float or double or int) and var constant } ? Convert.ToDouble(constant, CultureInfo.InvariantCulture) : null;

    private static IOperation Stripped(IOperation operation)
    {
        while (operation is IConversionOperation conversion)
        {
            operation = conversion.Operand;
        }

        return operation;
    }

    private static ILocalSymbol? LocalOf(IOperation? operation) => operation is null ? null : (Stripped(operation) as ILocalReferenceOperation)?.Local;

    /// <summary>What a local is given where it is declared, if it is given nothing else.</summary>
    private static IOperation? ValueOf(ILocalSymbol local, IOperation[] body)
    {
        if (body.OfType<IAssignmentOperation>().Any(a => SymbolEqualityComparer.Default.Equals(LocalOf(a.Target), local)))
        {
            return null;
        }

        IVariableDeclaratorOperation? declarator = body.OfType<IVariableDeclaratorOperation>().FirstOrDefault(d => SymbolEqualityComparer.Default.Equals(d.Symbol, local));
        return declarator?.GetVariableInitializer()?.Value is { } value ? Stripped(value) : null;
    }

    private static IOperation Root(IOperation operation)
    {
        while (operation.Parent is { } parent)
        {
            operation = parent;
        }

        return operation;
    }
}
