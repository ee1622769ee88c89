using System;
using System.Collections.Generic;
using System.Collections.Immutable;
using System.Globalization;
using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;
using ModelGen.Declaration;
using static ModelGen.Analyzers.Usage.Training.LocalValues;

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
            && ViewsOf(bias, body, units) is { } views
            && !body.Any(operation => MayReplace(operation, views, copy)))
        {
            foreach ((IOperation sum, double added) in Additions(views, units, body))
            {
                context.ReportDiagnostic(Diagnostic.Create(
                    Descriptors.ForgetBiasTwice,
                    sum.Syntax.GetLocation(),
                    $"'{tensor}' of new weights of {model.Name} holds the forget bias already, and this adds {added.ToString("R", CultureInfo.InvariantCulture)} to it",
                    "Leave it out, or declare UnitForgetBias = false"));
            }
        }
    }

    /// <summary>The array and the spans of it, each with where it begins and how many elements it has; null where that cannot be told of a span.</summary>
    private static Dictionary<ILocalSymbol, (int Start, int Length)>? ViewsOf(ILocalSymbol bias, IOperation[] body, int units)
    {
        var views = new Dictionary<ILocalSymbol, (int Start, int Length)>(SymbolEqualityComparer.Default) { [bias] = (0, 4 * units) };
        foreach (IVariableDeclaratorOperation declarator in body.OfType<IVariableDeclaratorOperation>())
        {
            if (declarator.GetVariableInitializer()?.Value is { } value && ViewOf(value, views, body) is { } view)
            {
                if (view.Length < 0 || ValueOf(declarator.Symbol, body) is null)
                {
                    return null;
                }

                views.Add(declarator.Symbol, view);
            }
        }

        return views;
    }

    /// <summary>What AsSpan or Slice makes of a view; a length below 0 where its bounds are not known.</summary>
    private static (int Start, int Length)? ViewOf(IOperation value, Dictionary<ILocalSymbol, (int Start, int Length)> views, IOperation[] body)
    {
        if (LocalOf(value) is { } alias)
        {
            return views.TryGetValue(alias, out (int Start, int Length) same) ? same : null;
        }

        if (Stripped(value) is not IInvocationOperation { TargetMethod.Name: "AsSpan" or "Slice" } call)
        {
            return null;
        }

        IOperation? source = call.Instance ?? call.Arguments.FirstOrDefault()?.Value;
        IOperation[] bounds = call.Arguments.Skip(call.Instance is null ? 1 : 0).Select(a => a.Value).ToArray();
        if (LocalOf(source) is not { } local || !views.TryGetValue(local, out (int Start, int Length) whole))
        {
            if (source is null || ViewOf(source, views, body) is not { } inner)
            {
                return null;
            }

            whole = inner;
        }

        var places = new ConstantPlaces(views, body);
        int? start = bounds.Length == 0 ? 0 : places.Number(bounds[0]);
        int? length = bounds.Length > 1 ? places.Number(bounds[1]) : whole.Length - start;
        return start is >= 0 and var from && length is >= 0 and var count && (long)from + count <= whole.Length && bounds.All(b => b.Type?.SpecialType == SpecialType.System_Int32) ? (whole.Start + from, count) : (0, -1);
    }

    /// <summary>The array is handed to something that may write to it, or an element is set to another value.</summary>
    private static bool MayReplace(IOperation operation, Dictionary<ILocalSymbol, (int Start, int Length)> views, IInvocationOperation copy)
    {
        if (operation is ISimpleAssignmentOperation assignment && ElementOf(assignment.Target) is { } set && LocalOf(set.Source) is { } assigned && views.ContainsKey(assigned))
        {
            return assignment.Value is not IBinaryOperation { OperatorKind: BinaryOperatorKind.Add } sum || !(IsSame(assignment.Target, sum.LeftOperand) || IsSame(assignment.Target, sum.RightOperand));
        }

        // A reference to an element, whatever it refers to.
        if (operation is ISimpleAssignmentOperation { IsRef: false } through && LocalOf(through.Target) is { RefKind: RefKind.Ref })
        {
            return through.Value is not IBinaryOperation { OperatorKind: BinaryOperatorKind.Add } sum || !(IsSame(through.Target, sum.LeftOperand) || IsSame(through.Target, sum.RightOperand));
        }

        if (operation is not ILocalReferenceOperation reference || !views.ContainsKey(reference.Local))
        {
            return false;
        }

        IOperation? parent = reference.Parent;
        while (parent is IConversionOperation)
        {
            parent = parent.Parent;
        }

        return parent switch
        {
            IArrayElementReferenceOperation or IPropertyReferenceOperation or IForEachLoopOperation or IVariableInitializerOperation => false,
            IInvocationOperation { TargetMethod.Name: "Slice" } => false,
            IArgumentOperation { Parent: IInvocationOperation { TargetMethod.Name: "AsSpan" } } => false,
            IArgumentOperation { Parent: IInvocationOperation { TargetMethod: { Name: "Add", ContainingType.Name: "TensorPrimitives" } } } => false,
            IArgumentOperation argument => argument.Parent != copy,
            _ => true,
        };
    }

    /// <summary>An element of an array or a span, and of what.</summary>
    private static (IOperation Source, IOperation Index)? ElementOf(IOperation? target) => target switch
    {
        IArrayElementReferenceOperation { Indices.Length: 1 } element => (element.ArrayReference, element.Indices[0]),
        IPropertyReferenceOperation { Instance: { } span, Arguments.Length: 1 } element => (span, element.Arguments[0].Value),
        _ => null,
    };

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
    private static IEnumerable<(IOperation Sum, double Added)> Additions(Dictionary<ILocalSymbol, (int Start, int Length)> views, int units, IOperation[] body)
    {
        var places = new ConstantPlaces(views, body);
        foreach (IOperation operation in body)
        {
            if (operation is IInvocationOperation { TargetMethod: { Name: "Add", ContainingType.Name: "TensorPrimitives" }, Arguments.Length: 3 } add)
            {
                // TensorPrimitives.Add(forget, 1f, forget).
                if (Constant(add.Arguments[1].Value) is >= Least and var each && IsSame(add.Arguments[0].Value, add.Arguments[2].Value)
                    && ((LocalOf(add.Arguments[2].Value) is { } span && views.TryGetValue(span, out (int Start, int Length) part) ? part : ViewOf(add.Arguments[2].Value, views, body)) is { Length: > 0 } range)
                    && IsForgetGate(Enumerable.Range(range.Start, range.Length), units))
                {
                    yield return (add, each);
                }

                continue;
            }

            (IOperation? target, double added) = operation switch
            {
                ICompoundAssignmentOperation { OperatorKind: BinaryOperatorKind.Add } sum => (sum.Target, Constant(sum.Value) ?? 0),
                IIncrementOrDecrementOperation { Kind: OperationKind.Increment } step => (step.Target, 1),
                ISimpleAssignmentOperation { Value: IBinaryOperation { OperatorKind: BinaryOperatorKind.Add } sum } assignment when IsSame(assignment.Target, sum.LeftOperand) => (assignment.Target, Constant(sum.RightOperand) ?? 0),
                ISimpleAssignmentOperation { Value: IBinaryOperation { OperatorKind: BinaryOperatorKind.Add } sum } assignment when IsSame(assignment.Target, sum.RightOperand) => (assignment.Target, Constant(sum.LeftOperand) ?? 0),
                _ => ((IOperation?)null, 0.0),
            };
            if (added >= Least && target is not null && ElementsOf(target, views, places) is { } elements && IsForgetGate(elements, units))
            {
                yield return (operation, added);
            }
        }
    }

    private static bool IsForgetGate(IEnumerable<int> elements, int units) => elements.Contains(units) && elements.All(e => e < 2 * units);

    /// <summary>The elements that a place stands for in all turns of its loop; null where not known.</summary>
    private static IEnumerable<int>? ElementsOf(IOperation target, Dictionary<ILocalSymbol, (int Start, int Length)> views, ConstantPlaces places)
    {
        // foreach (ref float b in forget)
        if (LocalOf(target) is { RefKind: RefKind.Ref } element)
        {
            IForEachLoopOperation? loop = places.Body.OfType<IForEachLoopOperation>().FirstOrDefault(l => l.Locals.Contains(element, SymbolEqualityComparer.Default));
            (int Start, int Length)? all = loop is null ? null
                : LocalOf(loop.Collection) is { } span && views.TryGetValue(span, out (int Start, int Length) view) ? view
                : ViewOf(loop.Collection, views, places.Body);
            return all is { Length: > 0 } range && !places.HasGuard(target) ? Enumerable.Range(range.Start, range.Length) : null;
        }

        return ElementOf(target) is { } place && LocalOf(place.Source) is { } source && views.TryGetValue(source, out (int Start, int Length) from)
            ? places.Of(place.Index, target)?.Select(i => from.Start + i)
            : null;
    }

    private static bool IsSame(IOperation a, IOperation b) => a.Syntax.ToString() == b.Syntax.ToString();

    private static double? Constant(IOperation value)
        => value.ConstantValue is { HasValue: true, Value: (float or double or int) and var constant } ? Convert.ToDouble(constant, CultureInfo.InvariantCulture) : null;

    private static IOperation Root(IOperation operation)
    {
        while (operation.Parent is { } parent)
        {
            operation = parent;
        }

        return operation;
    }
}
