namespace ModelGen.Declaration.Rules;

/// <content>Rules on weights files (MG3xxx).</content>
internal static partial class RuleIds
{
    public const string WeightsFile = "MG3001";
    public const string FileReset = "MG3002";
    public const string FileLayers = "MG3007";
}
