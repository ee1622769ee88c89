namespace ModelGen.Analyzers;

/// <summary>Keys of what a diagnostic carries for its code fix.</summary>
internal static class DiagnosticProperties
{
    /// <summary>The text that a mend would write, where only the rule can know it.</summary>
    public const string Suggestion = nameof(Suggestion);
}
