namespace ModelGen.Declaration.Rules;

/// <content>Rules of weights (MG3xxx).</content>
internal static partial class RuleIds
{
}
