namespace ModelGen.Declaration.Rules;

/// <content>Rules of code generation and the platform (MG4xxx).</content>
internal static partial class RuleIds
{
    public const string Budget = "MG4001";
    public const string FrameAllocation = "MG4003";
    public const string Language = "MG4004";
    public const string CacheLevel = "MG4005";
}
