using System;
using System.Collections.Generic;
using System.Collections.Immutable;
using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;

namespace ModelGen.Analyzers.Usage.Ids;

/// <summary>MG2006: ids that a program writes out, against the vocabulary of the embedding that reads them.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class ConstantIdsAnalyzer : DiagnosticAnalyzer
{
    /// <inheritdoc/>
    public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics { get; } = ImmutableArray.Create(Descriptors.ConstantIds);

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

    private static void Analyze(OperationAnalysisContext context, IInvocationOperation call, ModelTypes types)
    {
        Action<Diagnostic> report = context.ReportDiagnostic;
        ITypeSymbol? receiver = call.Instance?.Type ?? call.TargetMethod.ContainingType;
        switch (call.TargetMethod.Name)
        {
            case "Predict" or "Step":
                ModelCall kind = types.CallOf(call.TargetMethod);
                if (kind == ModelCall.CrowdStep && types.RunBy(receiver) is { } crowd)
                {
                    CheckRows(crowd, ConstantArrays.Read(ModelTypes.Argument(call, "xs")), null, timesteps: 1, report);
                }
                else if (kind is ModelCall.Predict or ModelCall.Step or ModelCall.StepFrom && types.ModelOf(call.TargetMethod.ContainingType) is { } model)
                {
                    IReadOnlyList<ConstantElement>? ids = ConstantArrays.Read(ModelTypes.Argument(call, "x"));
                    bool hasLengths = call.TargetMethod.Parameters.Any(p => p.Name == "lengths");
                    IReadOnlyList<ConstantElement>? lengths = hasLengths ? ConstantArrays.Read(ModelTypes.Argument(call, "lengths")) : null;
                    if (!hasLengths)
                    {
                        CheckRows(model, ids, null, ids?.Count ?? 0, report);
                    }
                    else if (ids is not null && lengths is { Count: > 0 } && ids.Count % lengths.Count == 0)
                    {
                        CheckRows(model, ids, lengths, ids.Count / lengths.Count, report);
                    }
                }

                return;
            case "TrainOnBatch" or "ComputeGradients" or "ForwardOnBatch" when types.TrainedBy(receiver) is { } trained:
                CheckBatch(trained, call.Arguments, isDataSet: false, report);
                return;
            case "Fit" or "Evaluate" when types.TrainedBy(receiver) is { } fitted:
                foreach (IArgumentOperation argument in call.Arguments)
                {
                    if (DataSetOf(argument.Value) is { Type.Name: "SequenceDataset" } data)
                    {
                        CheckBatch(fitted, data.Arguments, isDataSet: true, report);
                    }
                }

                return;
        }
    }

    private static void CheckBatch(ModelFacts model, ImmutableArray<IArgumentOperation> arguments, bool isDataSet, Action<Diagnostic> report)
    {
        IReadOnlyList<ConstantElement>? ids = ConstantArrays.Read(ValueOf(arguments, isDataSet ? "inputs" : "x"));
        IOperation? givenLengths = ValueOf(arguments, "lengths");
        IReadOnlyList<ConstantElement>? lengths = ConstantArrays.Read(givenLengths);
        bool isFull = givenLengths is null || IsDefault(givenLengths) || lengths is { Count: 0 };
        int? timesteps = isDataSet ? ConstantArrays.Number(ValueOf(arguments, "timesteps"))
            : isFull ? model.Model.MaxTimesteps
            : ids is not null && lengths is { Count: > 0 } ? ids.Count / lengths.Count : null;
        if (timesteps is > 0 && (isFull || lengths is not null))
        {
            CheckRows(model, ids, isFull ? null : lengths, timesteps.Value, report);
        }

        // Per timestep, nothing beyond a row's length is read.
        if (model.Classes is { } classes && (!model.ReturnsSequence || isFull) && ConstantArrays.Read(ValueOf(arguments, "classIds")) is { } classIds)
        {
            foreach (ConstantElement id in classIds.Where(i => i.Value is { } value && (value < 0 || value >= classes)).Take(1))
            {
                report(Diagnostic.Create(
                    Descriptors.ConstantIds,
                    id.Syntax.GetLocation(),
                    $"Class id {id.Value} does not exist: {model.Name} has {classes} outputs, for the classes 0 to {classes - 1}",
                    id.Value == classes ? "Count the classes from 0, or give the last layer one output more" : "Count the classes from 0, or give the last layer an output for each"));
            }
        }
    }

    private static void CheckRows(ModelFacts model, IReadOnlyList<ConstantElement>? ids, IReadOnlyList<ConstantElement>? lengths, int timesteps, Action<Diagnostic> report)
    {
        if (model.Vocabulary is not { } vocabulary || ids is null || timesteps == 0)
        {
            return;
        }

        for (int row = 0; row * timesteps < ids.Count; row++)
        {
            int length = lengths is null ? timesteps : row < lengths.Count && lengths[row].Value is { } own ? Math.Min(own, timesteps) : 0;
            ConstantElement[] valid = ids.Skip(row * timesteps).Take(Math.Max(length, 0)).ToArray();
            foreach (ConstantElement id in valid)
            {
                if (id.Value is { } value && (value < 0 || value >= vocabulary))
                {
                    report(Outside(model, id, vocabulary));
                    return;
                }
            }

            for (int t = 1; model.MasksZero && t < valid.Length - 1; t++)
            {
                // Zeros at either end are padding.
                if (valid[t].Value == 0 && valid.Take(t).Any(i => i.Value is not (null or 0)) && valid.Skip(t + 1).Any(i => i.Value is not (null or 0)))
                {
                    report(Diagnostic.Create(
                        Descriptors.ConstantIds,
                        valid[t].Syntax.GetLocation(),
                        $"Id 0 is used as a word (timestep {t}), but layer '{model.EmbeddingName}' of {model.Name} takes it for padding and skips it (MaskZero)",
                        "Begin the words' ids at 1, and set the vocabulary to the number of words + 1"));
                    return;
                }
            }
        }
    }

    private static Diagnostic Outside(ModelFacts model, ConstantElement id, int vocabulary)
        => Diagnostic.Create(
            Descriptors.ConstantIds,
            id.Syntax.GetLocation(),
            $"Id {id.Value} does not exist: layer '{model.EmbeddingName}' of {model.Name} has a vocabulary of {vocabulary}, the ids 0 to {vocabulary - 1}",
            id.Value < 0 ? "Ids begin at 0; pad with 0 under MaskZero = true, or give the lengths"
                : id.Value == vocabulary ? $"Set the vocabulary to the greatest id + 1, {vocabulary + 1}"
                : $"The vocabulary is the greatest id + 1: at least {(long)id.Value!.Value + 1} for this one");

    private static IOperation? ValueOf(ImmutableArray<IArgumentOperation> arguments, string parameter)
        => arguments.FirstOrDefault(a => a.Parameter?.Name == parameter && a.ArgumentKind != ArgumentKind.DefaultValue)?.Value;

    private static bool IsDefault(IOperation value)
        => value is IDefaultValueOperation || (value is IConversionOperation conversion && IsDefault(conversion.Operand));

    /// <summary>The data set that is made where it is used, or in a variable that gets no other.</summary>
    private static IObjectCreationOperation? DataSetOf(IOperation value)
    {
        // Trainers take any source of rows.
        value = value is IConversionOperation { IsImplicit: true } conversion ? conversion.Operand : value;
        return value as IObjectCreationOperation ?? ConstantArrays.OnlyValueOf(value) as IObjectCreationOperation;
    }
}
