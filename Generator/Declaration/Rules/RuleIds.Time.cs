namespace ModelGen.Declaration.Rules;

/// <content>Rules of time, masks and direction (MG2xxx).</content>
internal static partial class RuleIds
{
    public const string BackwardOrder = "MG2001";
    public const string FreshState = "MG2008";
}
