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

    /// <summary>What is done at the second location of a diagnostic on sequences; the statement to write there is the suggestion.</summary>
    public const string Mend = nameof(Mend);

    /// <summary>As a mend: the suggestion is written after the statement.</summary>
    public const string InsertAfter = nameof(InsertAfter);

    /// <summary>As a mend: the suggestion takes the statement's place.</summary>
    public const string Replace = nameof(Replace);

    /// <summary>As a mend: the statement is removed.</summary>
    public const string Remove = nameof(Remove);

    /// <summary>As a mend: the suggestion is one more argument of the call.</summary>
    public const string AddLengths = nameof(AddLengths);

    /// <summary>As a mend: the suggestion takes the expression's place.</summary>
    public const string ReplaceLengths = nameof(ReplaceLengths);
}
