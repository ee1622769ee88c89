using Microsoft.CodeAnalysis;

namespace ModelGen.Declaration;

/// <summary>What a <see cref="ProblemPlace"/> points at.</summary>
internal enum ProblemTarget
{
    /// <summary>The <c>[Model]</c> attribute.</summary>
    Model,

    /// <summary>A layer attribute; the index is that of the layer.</summary>
    Layer,

    /// <summary>A <c>[Loss]</c> attribute; the index is its place among them.</summary>
    Loss,

    /// <summary>The <c>[Budget]</c> attribute.</summary>
    Budget,

    /// <summary>The model class, or with an index ≥ 0 one of its containers. The part is a modifier or a <see cref="TypePart"/>.</summary>
    Type,

    /// <summary>A member that the user wrote in the model class; the part is its name.</summary>
    Member,
}

/// <summary>Parts of a type declaration that a problem can point at, besides its modifiers.</summary>
internal static class TypePart
{
    public const string Keyword = "keyword";
    public const string TypeParameters = "type parameters";
    public const string Parameters = "parameters";
    public const string Base = "base";
}

/// <summary>A place in a declaration, free of syntax so that it can be compared and cached. The analyzer finds the location.</summary>
/// <param name="Target">What it points at.</param>
/// <param name="Index">Index into <see cref="ModelDeclaration.Layers"/>, <see cref="ModelDeclaration.Losses"/> or <see cref="ModelDeclaration.Containers"/>, or −1.</param>
/// <param name="Part">
/// Name of the attribute argument (named argument or constructor parameter), or null for the whole attribute or the
/// type's identifier.
/// </param>
internal sealed record ProblemPlace(ProblemTarget Target, int Index, string? Part)
{
    public static ProblemPlace Model(string? argument = null) => new(ProblemTarget.Model, -1, argument);

    public static ProblemPlace Layer(int index, string? argument = null) => new(ProblemTarget.Layer, index, argument);

    public static ProblemPlace Loss(int index, string? argument = null) => new(ProblemTarget.Loss, index, argument);

    public static ProblemPlace Budget(string argument) => new(ProblemTarget.Budget, -1, argument);

    public static ProblemPlace Type(int container, string? part = null) => new(ProblemTarget.Type, container, part);

    public static ProblemPlace Member(string name) => new(ProblemTarget.Member, -1, name);
}

/// <summary>One thing that is wrong with a declaration.</summary>
/// <param name="RuleId">E.g. <c>MG0002</c>.</param>
/// <param name="Place">Where it is wrong.</param>
/// <param name="What">A sentence without its full stop: the layer's name and the numbers at hand.</param>
/// <param name="Remedy">A sentence without its full stop that says what to do.</param>
/// <param name="Related">A second place that a mend would change, or null.</param>
/// <param name="Suggestion">What a mend would write, where only the rule can know it.</param>
internal sealed record DeclarationProblem(
    string RuleId,
    ProblemPlace Place,
    string What,
    string Remedy,
    ProblemPlace? Related = null,
    string? Suggestion = null)
{
    /// <summary>How bad it is where the rule's usual severity does not fit, or null.</summary>
    public DiagnosticSeverity? Severity { get; init; }
}
