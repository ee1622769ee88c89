namespace ModelGen.Declaration.Rules;

/// <content>Rules of training quality (MG1xxx).</content>
internal static partial class RuleIds
{
}
