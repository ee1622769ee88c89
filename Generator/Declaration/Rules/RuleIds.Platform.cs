namespace ModelGen.Declaration.Rules;

/// <content>Rules of code generation and the platform (MG4xxx).</content>
internal static partial class RuleIds
{
}
