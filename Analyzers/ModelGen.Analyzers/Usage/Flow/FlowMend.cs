using System.Collections.Immutable;
using System.Linq;
using System.Threading;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;

namespace ModelGen.Analyzers.Usage.Flow;

/// <summary>What a code fix can change about a finding.</summary>
/// <param name="Kind">The change.</param>
/// <param name="At">The call that is changed, or after which something is written.</param>
/// <param name="Output">The call of a model whose outputs are to be turned round; null where nothing is.</param>
internal sealed record FlowMend(string Kind, SyntaxNode At, SyntaxNode? Output)
{
    /// <summary>The reversal of a model's outputs is written after the call that computes them.</summary>
    public static FlowMend? TurnRound(Content outputs) => outputs is { Order: -1, Origin: { } origin } && outputs.Moving.IsNone ? new FlowMend(DiagnosticProperties.InsertAfter, origin, origin) : null;

    /// <summary>A reversal that takes more with it than timesteps is replaced by one that does not.</summary>
    public static FlowMend? Replace(SyntaxNode reversal, SyntaxNode? origin) => origin is null ? null : new FlowMend(DiagnosticProperties.Replace, reversal, origin);

    /// <summary>A reversal too many is removed.</summary>
    public static FlowMend? Remove(SyntaxNode? reversal) => reversal is null ? null : new FlowMend(DiagnosticProperties.Remove, reversal, null);

    /// <summary>The lengths of padded rows go where the rows do.</summary>
    public static FlowMend PassLengths(SyntaxNode inputs) => new(DiagnosticProperties.AddLengths, inputs, null);

    /// <summary>The place and the text of the change; null where it cannot be made mechanically: expressions that have effects, memory that is not reversed in place, another file.</summary>
    public (Location At, ImmutableDictionary<string, string?> Properties)? Resolve(SemanticModel? model, SyntaxTree tree, CancellationToken cancellation)
    {
        if (model is null || model.SyntaxTree != tree || At.SyntaxTree != tree)
        {
            return null;
        }

        if (Kind == DiagnosticProperties.AddLengths)
        {
            return Lengths(model, cancellation);
        }

        if (At.Parent is not ExpressionStatementSyntax)
        {
            return null;
        }

        string? text = string.Empty;
        if (Output is not null)
        {
            text = Output.SyntaxTree == tree && model.GetOperation(Output, cancellation) is IInvocationOperation { TargetMethod.Name: "Predict" } call ? Reversal(call, model) : null;
        }

        if (text is null || (Kind != DiagnosticProperties.InsertAfter && !IsInPlace(model.GetOperation(At, cancellation))))
        {
            return null;
        }

        return (At.GetLocation(), Properties(Kind, text));
    }

    private static ImmutableDictionary<string, string?> Properties(string kind, string text)
        => ImmutableDictionary<string, string?>.Empty.Add(DiagnosticProperties.Mend, kind).Add(DiagnosticProperties.Suggestion, text);

    /// <summary>Rows that are given as the values of padded sequences have their lengths beside them.</summary>
    private (Location At, ImmutableDictionary<string, string?> Properties)? Lengths(SemanticModel model, CancellationToken cancellation)
    {
        IOperation? inputs = Unconverted(model.GetOperation(At, cancellation));
        IOperation? argument = inputs?.Parent;
        while (argument is IConversionOperation)
        {
            argument = argument.Parent;
        }

        ImmutableArray<IArgumentOperation> arguments = argument?.Parent switch
        {
            IInvocationOperation call => call.Arguments,
            IObjectCreationOperation creation => creation.Arguments,
            _ => ImmutableArray<IArgumentOperation>.Empty,
        };
        IArgumentOperation? lengths = arguments.FirstOrDefault(a => a.Parameter?.Name == "lengths");
        if (lengths is null || inputs is not IPropertyReferenceOperation { Property: { Name: "Values", ContainingType.Name: "PaddedSequences" }, Instance: { } padded } || !IsName(padded))
        {
            return null;
        }

        string text = padded.Syntax + ".Lengths";
        return lengths.ArgumentKind == ArgumentKind.DefaultValue
            ? (lengths.Parent!.Syntax.GetLocation(), Properties(DiagnosticProperties.AddLengths, "lengths: " + text))
            : (lengths.Value.Syntax.GetLocation(), Properties(DiagnosticProperties.ReplaceLengths, text));
    }

    private static string? Reversal(IInvocationOperation call, SemanticModel model)
    {
        IOperation? y = ModelTypes.Argument(call, "y");
        if (!IsName(y) || y?.Type is not { } type || ModelTypes.Parameter(call.TargetMethod, "y")?.Type is not INamedTypeSymbol { TypeArguments.Length: 1 } span)
        {
            return null;
        }

        int position = call.Syntax.SpanStart;
        string element = span.TypeArguments[0].ToMinimalDisplayString(model, position);
        string outputs = call.TargetMethod.ContainingType.ToMinimalDisplayString(model, position) + ".Outputs";
        string name = Unconverted(y)!.Syntax.ToString();
        IOperation? lengths = ModelTypes.Argument(call, "lengths");
        return lengths is null ? $"Sequence.Reverse<{element}>({name}, axis: 0, shape: [{name}.Length / {outputs}, {outputs}]);"
            : IsName(lengths) && Unconverted(lengths)!.Syntax.ToString() is var rows ? $"Sequence.Reverse<{element}>({name}, {rows}, timesteps: {name}.Length / ({rows}.Length * {outputs}));"
            : null;
    }

    /// <summary>An array or a span that is named, so that it may be named once more.</summary>
    private static bool IsName(IOperation? value) => Unconverted(value) switch
    {
        ILocalReferenceOperation or IParameterReferenceOperation => true,
        IFieldReferenceOperation { Instance: null or IInstanceReferenceOperation } => true,
        IFieldReferenceOperation { Instance: { } owner } => IsName(owner),
        IPropertyReferenceOperation { Arguments.IsEmpty: true, Instance: null or IInstanceReferenceOperation } => true,
        IPropertyReferenceOperation { Arguments.IsEmpty: true, Instance: { } owner } => IsName(owner),
        _ => false,
    };

    private static IOperation? Unconverted(IOperation? value)
    {
        while (value is IConversionOperation conversion)
        {
            value = conversion.Operand;
        }

        return value;
    }

    private static bool IsInPlace(IOperation? reversal)
        => reversal is IInvocationOperation call && ModelTypes.Parameter(call.TargetMethod, "destination") is null && call.Type?.SpecialType == SpecialType.System_Void;
}
