namespace ModelGen.Analyzers;

/// <summary>Keys of what a diagnostic carries for its code fix.</summary>
internal static class DiagnosticProperties
{
    /// <summary>The text that a mend would write, where only the rule can know it.</summary>
    public const string Suggestion = nameof(Suggestion);

    /// <summary>As a suggestion: the two parts of a tuple change places.</summary>
    public const string Exchange = nameof(Exchange);

    /// <summary>As a suggestion before the type of the expression is known: 1 is added to it.</summary>
    public const string AddOne = nameof(AddOne);
}
