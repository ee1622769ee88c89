namespace ModelGen.Declaration.Rules;

/// <content>Rules of training quality (MG1xxx).</content>
internal static partial class RuleIds
{
    public const string SquashedTwice = "MG1004";
    public const string RawProbabilities = "MG1005";
    public const string SingleSoftmax = "MG1006";
    public const string HeadAndLoss = "MG1007";
}
