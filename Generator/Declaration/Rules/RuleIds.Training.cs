namespace ModelGen.Declaration.Rules;

/// <content>Rules of training quality (MG1xxx).</content>
internal static partial class RuleIds
{
    public const string ForgetBias = "MG1001";
    public const string ForgetBiasTwice = "MG1002";
    public const string RecurrentKernel = "MG1003";
    public const string SquashedTwice = "MG1004";
    public const string RawProbabilities = "MG1005";
    public const string SingleSoftmax = "MG1006";
    public const string HeadAndLoss = "MG1007";
    public const string UnboundedCell = "MG1008";
    public const string UnclippedTraining = "MG1009";
    public const string CarriedStates = "MG1010";
    public const string SwappedStates = "MG1013";
    public const string MissingRecurrentTerm = "MG1014";
    public const string StateNotReturned = "MG1015";
}
