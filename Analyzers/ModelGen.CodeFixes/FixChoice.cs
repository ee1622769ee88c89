using System;

namespace ModelGen.CodeFixes;

/// <summary>One way to mend a diagnostic.</summary>
/// <param name="Title">What the editor offers.</param>
/// <param name="Key">Tells the choices of a rule apart when all occurrences are mended at once.</param>
/// <param name="Apply">Makes the change; several of them may be applied to one document.</param>
internal sealed record FixChoice(string Title, string Key, Action<DeclarationEditor> Apply);
