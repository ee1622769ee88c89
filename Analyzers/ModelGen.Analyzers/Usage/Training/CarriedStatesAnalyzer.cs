using System.Collections.Generic;
using System.Collections.Immutable;
using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;

namespace ModelGen.Analyzers.Usage.Training;

/// <summary>MG1010: CarryStates on rows of at most MaxTimesteps. Each begins at zeros, so windows that were cut from one stream by hand never see what came before.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class CarriedStatesAnalyzer : DiagnosticAnalyzer
{
    /// <inheritdoc/>
    public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics { get; } = ImmutableArray.Create(Descriptors.CarriedStates);

    /// <inheritdoc/>
    public override void Initialize(AnalysisContext context)
    {
        context.EnableConcurrentExecution();
        context.ConfigureGeneratedCodeAnalysis(GeneratedCodeAnalysisFlags.None);
        context.RegisterCompilationStartAction(static start =>
        {
            if (ModelTypes.TryCreate(start.Compilation) is { } types)
            {
                start.RegisterOperationAction(c => Analyze(c, (IInvocationOperation)c.Operation, types), OperationKind.Invocation);
            }
        });
    }

    private static void Analyze(OperationAnalysisContext context, IInvocationOperation fit, ModelTypes types)
    {
        if (fit.TargetMethod.Name != "Fit" || types.TrainedBy(fit.Instance?.Type) is not { Model.MaxTimesteps: { } window } model
            || CreationOf(fit.Instance) is not { } trainer
            || CreationOf(Argument(trainer, "options")) is not { } options
            || options.Initializer?.Initializers.OfType<ISimpleAssignmentOperation>().FirstOrDefault(a => a is { Target: IPropertyReferenceOperation { Property.Name: "CarryStates" }, Value.ConstantValue: { HasValue: true, Value: true } }) is not { } carries
            || TimestepsOf(fit) is not { } timesteps || timesteps > window
            || OtherFits(fit).Any(other => !(TimestepsOf(other) <= window)))
        {
            return;
        }

        context.ReportDiagnostic(Diagnostic.Create(
            Descriptors.CarriedStates,
            carries.Syntax.GetLocation(),
            $"CarryStates carries nothing: the rows have {timesteps} timesteps and {model.Name} takes {window} at once, so every row is one piece that begins in a state of zeros",
            "Give Fit the streams as they are, as rows longer than MaxTimesteps, and it cuts them itself; or leave CarryStates out"));
    }

    /// <summary>The timesteps of the rows that it is given, where they are a constant.</summary>
    private static int? TimestepsOf(IInvocationOperation fit)
        => CreationOf(ModelTypes.Argument(fit, "train")) is { Type.Name: "SequenceDataset" } data ? ConstantArrays.Number(Argument(data, "timesteps")) : null;

    /// <summary>What else this trainer learns in the same member: one long stream, and the option has its use.</summary>
    private static IEnumerable<IInvocationOperation> OtherFits(IInvocationOperation fit)
    {
        if (VariableOf(fit.Instance) is not { } trainer)
        {
            return Enumerable.Empty<IInvocationOperation>();
        }

        IOperation root = fit;
        while (root.Parent is { } parent)
        {
            root = parent;
        }

        return root.Descendants().OfType<IInvocationOperation>()
            .Where(call => call != fit && call.TargetMethod.Name is "Fit" or "TrainOnBatch" && SymbolEqualityComparer.Default.Equals(VariableOf(call.Instance), trainer));
    }

    private static ISymbol? VariableOf(IOperation? operation) => operation switch
    {
        ILocalReferenceOperation local => local.Local,
        IFieldReferenceOperation field => field.Field,
        _ => null,
    };

    private static IOperation? Argument(IObjectCreationOperation creation, string parameter)
        => creation.Arguments.FirstOrDefault(a => a.Parameter?.Name == parameter && a.ArgumentKind != ArgumentKind.DefaultValue)?.Value;

    /// <summary>The object as it is made: here, or where the variable is declared that gets no other.</summary>
    private static IObjectCreationOperation? CreationOf(IOperation? value, int depth = 0)
    {
        while (value is IConversionOperation conversion)
        {
            value = conversion.Operand;
        }

        return value switch
        {
            IObjectCreationOperation creation => creation,
            IInvocationOperation call when depth < 3 && SoleReturns.Of(call) is { } returned => CreationOf(returned, depth + 1),
            ILocalReferenceOperation or IFieldReferenceOperation { Field.IsReadOnly: true } when depth < 3 => CreationOf(ConstantArrays.OnlyValueOf(value), depth + 1),
            _ => null,
        };
    }
}
