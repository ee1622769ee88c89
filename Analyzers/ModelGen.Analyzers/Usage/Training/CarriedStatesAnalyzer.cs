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
            || CreationOf(ModelTypes.Argument(fit, "train")) is not { Type.Name: "SequenceDataset" } data
            || ConstantArrays.Number(Argument(data, "timesteps")) is not { } timesteps || timesteps > window)
        {
            return;
        }

        context.ReportDiagnostic(Diagnostic.Create(
            Descriptors.CarriedStates,
            carries.Syntax.GetLocation(),
            $"CarryStates carries nothing: the rows have {timesteps} timesteps and {model.Name} takes {window} at once, so every row is one piece that begins in a state of zeros",
            "Give Fit the streams as they are, as rows longer than MaxTimesteps, and it cuts them itself; or leave CarryStates out"));
    }

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
            ILocalReferenceOperation or IFieldReferenceOperation { Field.IsReadOnly: true } when depth < 3 => CreationOf(ConstantArrays.OnlyValueOf(value), depth + 1),
            _ => null,
        };
    }
}
